// The connect dialog against a real broker: what passes, what fails and where, and a session that is opened by it.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { Locator, Page } from 'playwright-core';
import { freePorts } from '../../build/kafka.ts';
import { type App, idle, sampleRecords, startApp, until } from './harness.ts';

const RECORDS = 60;

describe('connect', () => {
  let app: App;
  before(async () => {
    app = await startApp({
      listeners: { LOGIN: 'SASL_PLAINTEXT' },
      properties: {
        'sasl.enabled.mechanisms': 'PLAIN',
        'listener.name.login.plain.sasl.jaas.config':
          'org.apache.kafka.common.security.plain.PlainLoginModule required user_anna="right";',
      },
    });
    await app.createTopic('app.auth', 2);
    await app.createTopic('audit.login', 3);
    await app.produce('app.auth', sampleRecords(RECORDS, Date.now()));
  });
  after(() => app[Symbol.asyncDispose]());

  test('a wrong port fails at the step of the connection, and says what to do', async () => {
    const { page, dialog } = await openDialog(app);
    const [port] = await freePorts(1);
    await brokers(dialog).fill(`127.0.0.1:${port}`);
    await page.keyboard.press('Enter');
    const step = dialog.locator('[data-step=tcp]');
    await dialog.locator('[data-step=tcp][data-state=failed]').waitFor();
    assert.match((await step.textContent()) ?? '', /refused the connection/);
    assert.match((await step.textContent()) ?? '', /Check the port/);
    assert.equal(await dialog.locator('[data-step=name]').getAttribute('data-state'), 'ok');
    assert.equal(await dialog.locator('[data-step=authorization]').getAttribute('data-state'), 'skipped');
    await page.context().close();
  });

  test('a name that no one knows fails at the step of the host', async () => {
    const { page, dialog } = await openDialog(app);
    await brokers(dialog).fill('kafka.invalid:9092');
    await page.keyboard.press('Enter');
    await dialog.locator('[data-step=name][data-state=failed]').waitFor();
    assert.equal(await dialog.locator('[data-step=tcp]').getAttribute('data-state'), 'skipped');
    await page.context().close();
  });

  test('TLS asked of a broker that has none fails at the step of TLS', async () => {
    const { page, dialog } = await openDialog(app);
    await brokers(dialog).fill(app.cluster.bootstrap);
    await dialog.getByText('Encrypt with TLS').click();
    await dialog.getByRole('button', { name: 'Test connection' }).click();
    await dialog.locator('[data-step=tls][data-state=failed]').waitFor();
    await page.context().close();
  });

  test('what cannot be sent is told at its field, which gets the focus', async () => {
    const { page, dialog } = await openDialog(app);
    await brokers(dialog).fill('localhost');
    await page.keyboard.press('Enter');
    await dialog.getByText('“localhost” needs a port from 1 to 65535, such as localhost:9092.').waitFor();
    await until('the focus on the brokers', () => brokers(dialog).evaluate((field) => field.matches(':focus')));
    await brokers(dialog).fill(app.cluster.bootstrap);
    await dialog.getByRole('button', { name: 'Connect', exact: true }).click();
    await dialog.getByText('Choose at least one topic.').waitFor();
    await page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'detached' });
    await page.context().close();
  });

  test('a topic that does not exist is refused, and the dialog stays with the reason', async () => {
    const { page, dialog } = await openDialog(app);
    await brokers(dialog).fill(app.cluster.bootstrap);
    await dialog.getByRole('searchbox').fill('no.such.topic');
    await page.keyboard.press('Enter');
    await dialog.getByRole('button', { name: 'Connect', exact: true }).click();
    await dialog.getByRole('alert').filter({ hasText: 'no.such.topic' }).waitFor();
    assert.equal(await dialog.isVisible(), true);
    await page.context().close();
  });

  test('test, choose, connect: records fill the logs, and the connection is saved', async () => {
    const { page, dialog } = await openDialog(app);
    await brokers(dialog).fill(app.cluster.bootstrap);
    await page.keyboard.press('Enter');
    await dialog.getByText(/^Cluster .* · 1 broker · 2 topics$/).waitFor();
    await dialog.getByRole('option', { name: 'audit.login' }).waitFor();
    await dialog.getByRole('option', { name: 'app.auth' }).click();
    await dialog.getByText('1 of 2 chosen').waitFor();
    await dialog.getByRole('textbox', { name: /^Name/ }).fill('loopback');
    await page.keyboard.press('Enter');
    await dialog.waitFor({ state: 'detached' });
    await app.stored(RECORDS);
    assert.deepEqual(app.engine.handlers['session.status']().get().topics, ['app.auth']);
    await page
      .getByText(`요청 처리 완료 ${RECORDS - 1}`)
      .first()
      .waitFor();
    await page.context().close();

    const again = await openDialog(app);
    await again.dialog.getByRole('region', { name: 'Saved connections' }).getByText('loopback').waitFor();
    assert.equal(await brokers(again.dialog).inputValue(), app.cluster.bootstrap);
    await again.dialog.getByText('This ends the session with loopback.').waitFor();
    await again.dialog.getByText('1 chosen').waitFor();
    await again.page.context().close();
  });

  test('a saved connection can be removed', async () => {
    const { page, dialog } = await openDialog(app);
    await dialog.getByRole('button', { name: 'Remove loopback' }).click();
    await dialog.getByRole('region', { name: 'Saved connections' }).waitFor({ state: 'detached' });
    assert.deepEqual((await app.engine.handlers['profiles.list']({}, new AbortController().signal)).profiles, []);
    await page.context().close();
  });

  test('it speaks Korean', async () => {
    const { page, dialog } = await openDialog(app, 'ko-KR');
    await dialog.getByRole('heading', { name: 'Kafka에 연결' }).waitFor();
    const [port] = await freePorts(1);
    await dialog.getByRole('textbox', { name: '브로커' }).fill(`127.0.0.1:${port}`);
    await dialog.getByRole('button', { name: '연결 시험' }).click();
    const step = dialog.locator('[data-step=tcp][data-state=failed]');
    await step.getByText(`127.0.0.1:${port}에서 연결을 거부했습니다.`).waitFor();
    await step.getByText('포트 번호와 브로커가 실행 중인지 확인하세요.').waitFor();
    // What the engine found on the way is said in Korean too.
    assert.deepEqual(
      (await dialog.locator('.step-detail').allTextContents()).filter((text) => !/\p{Script=Hangul}/u.test(text)),
      [],
    );
    await dialog.getByRole('textbox', { name: '브로커' }).fill(app.cluster.bootstrap);
    await dialog.getByRole('searchbox').fill('no.such.topic');
    await page.keyboard.press('Enter');
    await dialog.getByRole('button', { name: '연결', exact: true }).click();
    await dialog.getByRole('alert').getByText('토픽 no.such.topic: 클러스터에 없거나').waitFor();
    await page.context().close();
  });

  test('in a desktop app the secrets are kept in the key store, come back from there, and are forgotten', async () => {
    const first = await openDialog(app, 'en-US', fakeKeyStore({}));
    await brokers(first.dialog).fill(`127.0.0.1:${app.cluster.brokers[0]?.listeners.LOGIN}`);
    await first.dialog.getByRole('button', { name: 'Sign-in' }).click();
    await first.page.getByRole('option', { name: /^PLAIN/ }).click();
    await first.dialog.getByRole('textbox', { name: 'User' }).fill('anna');
    await password(first.dialog).fill('right');
    await first.dialog.getByText('Kept in memory, not saved.').waitFor();
    await first.dialog.getByText('Keep the secrets in the key store of this computer').click();
    await first.dialog.getByText('Kept in the key store of this computer.').waitFor();
    // Not one that the session before has: Enter would take it away.
    await first.dialog.getByRole('searchbox').fill('audit.login');
    await first.page.keyboard.press('Enter');
    await first.dialog.getByRole('button', { name: 'Connect', exact: true }).click();
    await first.dialog.waitFor({ state: 'detached' });
    const kept: Record<string, object> = JSON.parse(await first.page.evaluate('JSON.stringify(window.keptByFake)'));
    const { profiles } = await app.engine.handlers['profiles.list']({}, new AbortController().signal);
    assert.deepEqual(Object.entries(kept), [[profiles[0]?.id, { password: 'right' }]]);
    assert.doesNotMatch(JSON.stringify(profiles), /right/);
    await first.page.context().close();

    const again = await openDialog(app, 'en-US', fakeKeyStore(kept));
    await until('the password is back', async () => (await password(again.dialog).inputValue()) === 'right');
    await again.dialog.getByRole('button', { name: 'Test connection' }).click();
    await again.dialog.locator('[data-step=authentication][data-state=ok]').waitFor();
    await again.dialog.getByRole('button', { name: 'Forget them now' }).click();
    await again.dialog.getByRole('button', { name: 'Forget them now' }).waitFor({ state: 'detached' });
    assert.equal(await again.page.evaluate('JSON.stringify(window.keptByFake)'), '{}');
    await again.dialog.getByText('Kept in memory, not saved.').waitFor();
    await again.page.context().close();

    // In a browser there is no key store, and nothing of it is offered.
    const browser = await openDialog(app);
    assert.equal(await password(browser.dialog).inputValue(), '');
    assert.equal(await browser.dialog.getByText(/key store/).count(), 0);
    await browser.page.context().close();
  });
});

/** Stands in for what Electron's preload offers, whose real part test/electron sees: a script for the page. */
function fakeKeyStore(kept: Record<string, object>): string {
  return `
    window.keptByFake = ${JSON.stringify(kept)};
    window.tailwater = {
      keepsSecrets: async () => true,
      keepSecrets: async (id, secrets) => { window.keptByFake[id] = structuredClone(secrets); },
      recallSecrets: async (id) => window.keptByFake[id] ?? null,
      forgetSecrets: async (id) => { delete window.keptByFake[id]; },
    };`;
}

function password(dialog: Locator): Locator {
  return dialog.getByLabel('Password', { exact: true });
}

async function openDialog(app: App, locale = 'en-US', script?: string): Promise<{ page: Page; dialog: Locator }> {
  const page = await app.open('#/logs', { locale });
  if (script !== undefined) await page.evaluate(script);
  await page.getByRole('button', { name: /^(Cluster|클러스터):/ }).click();
  await page
    .getByRole('button', { name: /^(Connect…|Change connection…|연결…|연결 바꾸기…)$/ })
    .last()
    .click();
  const dialog = page.getByRole('dialog').filter({ has: page.locator('#connect-form') });
  await dialog.waitFor();
  await idle(page);
  return { page, dialog };
}

function brokers(dialog: Locator): Locator {
  return dialog.getByRole('textbox', { name: 'Brokers' });
}
