// How far a command is: a bar on a terminal, else a line now and then, always on stderr.
import { Presets, SingleBar } from 'cli-progress';
import { say } from './output.ts';

/** Without a terminal: no more often than this, so that a log file stays readable. */
const LINE_MS = 10_000;

export type Progress = Disposable & {
  /** `share` from 0 to 1; null: there is no end in sight. `detail` is shown beside it. */
  update(share: number | null, detail: string): void;
  /** A message that stays, above the bar. */
  say(text: string): void;
};

export function createProgress(what: string): Progress {
  return process.stderr.isTTY ? new Bar(what) : new Lines(what);
}

class Bar implements Progress {
  readonly #bar: SingleBar;
  #share: number | null = 0;
  #detail = '';

  constructor(what: string) {
    this.#bar = new SingleBar(
      {
        stream: process.stderr,
        clearOnComplete: true,
        hideCursor: true,
        // Ctrl-C is ours: the command still has things to close and to say.
        gracefulExit: false,
        format: (options, params, payload) => {
          const share = payload.share === null ? '' : `${bar(params.progress, options.barsize ?? 30)} `;
          return `${what} ${share}${payload.detail}`;
        },
      },
      Presets.shades_classic,
    );
    this.#start();
  }
  #start(): void {
    this.#bar.start(1, this.#share ?? 0, { share: this.#share, detail: this.#detail });
  }
  update(share: number | null, detail: string): void {
    this.#share = share;
    this.#detail = detail;
    this.#bar.update(share ?? 0, { share, detail });
  }
  say(text: string): void {
    this.#bar.stop();
    say(text);
    this.#start();
  }
  [Symbol.dispose](): void {
    this.#bar.stop();
  }
}

function bar(share: number, width: number): string {
  const full = Math.round(share * width);
  return `${'█'.repeat(full)}${'░'.repeat(width - full)} ${Math.floor(share * 100)
    .toString()
    .padStart(3)} %`;
}

class Lines implements Progress {
  readonly #what: string;
  #saidAt = Date.now();

  constructor(what: string) {
    this.#what = what;
  }
  update(share: number | null, detail: string): void {
    if (Date.now() - this.#saidAt < LINE_MS) return;
    this.#saidAt = Date.now();
    say(`${this.#what} ${share === null ? '' : `${Math.floor(share * 100)} % `}${detail}`);
  }
  say(text: string): void {
    say(text);
  }
  [Symbol.dispose](): void {}
}
