// The names of the few messages between the preload and the shell.
/** preload to shell: this page wants its port; shell to preload: here it is; preload to page: the same, as a window's message */
export const PORT_CHANNEL = 'tailwater-port';
export const CHOOSE_EXPORT_FILE = 'tailwater-choose-export-file';
export const REVEAL_FILE = 'tailwater-reveal-file';
export const KEEPS_SECRETS = 'tailwater-keeps-secrets';
export const KEEP_SECRETS = 'tailwater-keep-secrets';
export const RECALL_SECRETS = 'tailwater-recall-secrets';
export const FORGET_SECRETS = 'tailwater-forget-secrets';
