import 'react';

declare module 'react' {
  interface CSSProperties {
    /** custom properties; set through the CSSOM, which the CSP allows */
    [name: `--${string}`]: string | number | undefined;
  }
}
