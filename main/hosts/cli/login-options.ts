// How a command signs in: user and password, a token of an OAuth 2.0 server, or AWS's IAM.
import { type Command, InvalidArgumentError, Option } from 'commander';
import { AWS_REGION, type Sasl, TOKEN_ENDPOINT } from '../../contract/session.ts';
import { UsageError } from './failure.ts';
import { CLIENT_SECRET_VARIABLE, isFrom, PASSWORD_VARIABLE, readPem, readSecret } from './secret-sources.ts';

export type LoginOptions = {
  saslMechanism?: Sasl['mechanism'];
  saslUsername?: string;
  oauthTokenEndpoint?: string;
  oauthClientId?: string;
  oauthScope?: string;
  oauthAudience?: string;
  oauthExtension?: Record<string, string>;
  oauthCa?: string;
  awsRegion?: string;
  awsProfile?: string;
};

const MECHANISMS = ['plain', 'scram-sha-256', 'scram-sha-512', 'oauthbearer', 'aws-msk-iam'];

export function addLoginOptions(command: Command): Command {
  return command
    .addOption(new Option('--sasl-mechanism <name>', 'Kafka: sasl.mechanism').choices(MECHANISMS))
    .option('--sasl-username <name>', `the password ${isFrom(PASSWORD_VARIABLE)}`)
    .option(
      '--oauth-token-endpoint <url>',
      'OAuth 2.0, client credentials (Kafka: sasl.oauthbearer.token.endpoint.url)',
    )
    .option('--oauth-client-id <id>', `the client’s secret ${isFrom(CLIENT_SECRET_VARIABLE)}`)
    .option('--oauth-scope <scope>', 'of the token')
    .option('--oauth-audience <audience>', 'of the token')
    .option('--oauth-extension <name=value>', 'SASL extension; may be given again', addExtension)
    .option('--oauth-ca <file>', 'PEM file of the authority of the token endpoint')
    .option('--aws-region <region>', 'of the MSK cluster; default: AWS_REGION. Credentials as the AWS CLI finds them')
    .option('--aws-profile <name>', 'of ~/.aws; default: AWS_PROFILE');
}

/** Which options each mechanism takes, the first of them needed. */
const OPTIONS = {
  password: { needed: ['saslUsername'], taken: [] },
  oauth: {
    needed: ['oauthTokenEndpoint', 'oauthClientId'],
    taken: ['oauthScope', 'oauthAudience', 'oauthExtension', 'oauthCa'],
  },
  aws: { needed: [], taken: ['awsRegion', 'awsProfile'] },
} as const;

/** Reads the secret. Throws UsageError for options that do not go together. */
export async function readLogin(options: LoginOptions): Promise<Sasl | undefined> {
  const { saslMechanism: mechanism } = options;
  const kind = mechanism === 'oauthbearer' ? 'oauth' : mechanism === 'aws-msk-iam' ? 'aws' : 'password';
  for (const [name, { needed, taken }] of Object.entries(OPTIONS)) {
    const mine = mechanism !== undefined && name === kind;
    const missing = needed.filter((option) => options[option] === undefined);
    const stray = [...needed, ...taken].filter((option) => options[option] !== undefined);
    if (mine && missing.length > 0)
      throw new UsageError(
        `--sasl-mechanism ${mechanism} and ${missing.map(flag).join(', ')} belong together: give all.`,
      );
    if (!mine && stray.length > 0) {
      const fitting = name === 'oauth' ? 'oauthbearer' : name === 'aws' ? 'aws-msk-iam' : 'plain or scram-sha-…';
      throw new UsageError(`${stray.map(flag).join(', ')} and --sasl-mechanism ${fitting} belong together: give both.`);
    }
  }
  switch (mechanism) {
    case undefined:
      return undefined;
    case 'oauthbearer':
      return readOauth(options);
    case 'aws-msk-iam': {
      const region = options.awsRegion ?? process.env.AWS_REGION ?? process.env.AWS_DEFAULT_REGION ?? '';
      if (!AWS_REGION.test(region))
        throw new UsageError('--sasl-mechanism aws-msk-iam needs --aws-region, such as ap-northeast-2.');
      return { mechanism, region, profile: options.awsProfile };
    }
    default: {
      const username = options.saslUsername ?? '';
      return { mechanism, username, password: await readSecret(PASSWORD_VARIABLE, `The password of ${username}`) };
    }
  }
}

async function readOauth(options: LoginOptions): Promise<Sasl> {
  const { oauthTokenEndpoint: tokenEndpoint = '', oauthClientId: clientId = '' } = options;
  if (!TOKEN_ENDPOINT.test(tokenEndpoint))
    throw new UsageError(
      '--oauth-token-endpoint must be an https address without a login in it (http to this machine).',
    );
  return {
    mechanism: 'oauthbearer',
    tokenEndpoint,
    clientId,
    scope: options.oauthScope,
    audience: options.oauthAudience,
    extensions: options.oauthExtension,
    ca: await readPem('--oauth-ca', options.oauthCa),
    clientSecret: await readSecret(CLIENT_SECRET_VARIABLE, `The client secret of ${clientId}`),
  };
}

function addExtension(text: string, before: Record<string, string> = {}): Record<string, string> {
  const [, name, value] = /^([A-Za-z]+)=([\x20-\x7e]*)$/.exec(text) ?? [];
  if (name === undefined || value === undefined || name === 'auth')
    throw new InvalidArgumentError('It is not name=value with a name of letters.');
  return { ...before, [name]: value };
}

/** saslUsername -> --sasl-username */
function flag(option: string): string {
  return `--${option.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
}
