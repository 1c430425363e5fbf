/** The one clock of every time that is shown or typed. */
export type Zone = 'local' | 'utc';
export type Language = 'en' | 'ko';
