/** The values of an object that is being read, in the order of its keys. */
export interface Values {
	/** undefined: the key has none. */
	next(): unknown;
}

/**
 * Makes the objects of one shape. An object literal is several times as quick as keys one by one, and V8 takes what it
 * makes for what another one with these keys makes.
 */
export type Layout = (values: Values) => object;

const NOTHING: Values = { next: () => undefined };

export function keysOf(layout: Layout): string[] {
	return Object.keys(layout(NOTHING));
}
