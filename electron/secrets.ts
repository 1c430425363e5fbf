// Secrets of saved connections, in the system's key store by Electron's safeStorage: only ciphertext is on disk, in a file of its
// own. Where there is no key store to trust nothing is kept, and the page keeps secrets in memory as everywhere else.
import { readFile, rename, writeFile } from 'node:fs/promises';
import { type IpcMainInvokeEvent, ipcMain, safeStorage } from 'electron';
import { ProfileId, Secrets } from '../main/contract/secrets.ts';
import { FORGET_SECRETS, KEEP_SECRETS, KEEPS_SECRETS, RECALL_SECRETS } from './channels.ts';
import { isOurFrame } from './security.ts';

/** profile id to ciphertext in base64 */
type Kept = Map<string, string>;

export function handleSecrets(file: string): void {
  // One at a time: each reads the file, and two of them may write it.
  let turn: Promise<unknown> = Promise.resolve();
  const handle = <T>(channel: string, run: (...given: unknown[]) => Promise<T>) =>
    ipcMain.handle(channel, (event: IpcMainInvokeEvent, ...given: unknown[]) => {
      if (!isOurFrame(event.senderFrame)) throw new Error('Only the app itself may ask for this.');
      const mine = turn.then(() => run(...given));
      turn = mine.catch(() => undefined);
      return mine;
    });
  handle(KEEPS_SECRETS, canEncrypt);
  handle(KEEP_SECRETS, async (id, given) => {
    const [profile, secrets] = [ProfileId.parse(id), Secrets.parse(given)];
    if (!(await canEncrypt())) throw new Error('This system has no key store that can be trusted with secrets.');
    const encrypted = await safeStorage.encryptStringAsync(JSON.stringify(secrets));
    const kept = await read(file);
    await write(file, kept.set(profile, encrypted.toString('base64')));
  });
  handle(RECALL_SECRETS, async (id) => {
    const encrypted = (await read(file)).get(ProfileId.parse(id));
    if (encrypted === undefined || !(await canEncrypt())) return null;
    try {
      const { result } = await safeStorage.decryptStringAsync(Buffer.from(encrypted, 'base64'));
      return Secrets.parse(JSON.parse(result));
    } catch {
      // Of another key: the system was set up anew, or the file came from elsewhere. They have to be typed again.
      console.error('Secrets of a saved connection cannot be decrypted any more.');
      return null;
    }
  });
  handle(FORGET_SECRETS, async (id) => {
    const kept = await read(file);
    if (kept.delete(ProfileId.parse(id))) await write(file, kept);
  });
}

/** Linux without a keyring "encrypts" with a key that everybody knows. */
async function canEncrypt(): Promise<boolean> {
  if (!(await safeStorage.isAsyncEncryptionAvailable())) return false;
  // Elsewhere the older question is left out: it may hold up the whole app while a person unlocks the key store.
  if (process.platform !== 'linux') return true;
  if (!safeStorage.isEncryptionAvailable()) return false;
  const backend = safeStorage.getSelectedStorageBackend();
  return backend !== 'basic_text' && backend !== 'unknown';
}

async function read(file: string): Promise<Kept> {
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return '{}';
    throw error;
  });
  return new Map(
    Object.entries(parse(text)).filter((entry): entry is [string, string] => typeof entry[1] === 'string'),
  );
}

/** A file that a power cut emptied keeps nothing, and must not stand in the way of what is kept next. */
function parse(text: string): object {
  try {
    return Object(JSON.parse(text));
  } catch {
    console.error('The file of kept secrets cannot be read any more.');
    return {};
  }
}

async function write(file: string, kept: Kept): Promise<void> {
  await writeFile(`${file}.new`, JSON.stringify(Object.fromEntries(kept)), { mode: 0o600 });
  await rename(`${file}.new`, file);
}
