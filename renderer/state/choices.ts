import { z } from 'zod';
import { isZone } from '../../main/contract/zone.ts';

/** The one clock of every time that is shown or typed: this computer's, UTC, or an IANA name, for example Asia/Seoul. */
export const Zone = z.union([
  z.enum(['local', 'utc']),
  z.templateLiteral([z.string().min(1), '/', z.string().min(1)]).refine(isZone),
]);
export type Zone = z.infer<typeof Zone>;
export type Language = 'en' | 'ko';
