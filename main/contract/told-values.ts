/** A number is an amount, and is shown with the separators of the language; an id, an offset or an address is a text. */
export type Value = string | number;
/** The values of a saying. Each is optional to the compiler, so that all sayings can be called alike; `say` demands them all. */
export type P<Names extends string> = { readonly [N in Names]?: Value };
