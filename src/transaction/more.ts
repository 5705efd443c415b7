import { emptyList, settle } from "../shape.js";
import type { FoundSubscriber } from "../subscriber/subscribers.js";
import type { Written } from "./continuation.js";
import type { Evidence } from "./evidence.js";

/** What few exchanges have. */
export interface More {
	outer: Evidence | undefined;
	inner: readonly Evidence[];
	following: Evidence | undefined;
	continues: Written | undefined;
	subscriber: FoundSubscriber | undefined;
	/** The evidence that has the exchange, where this is not the only one of it. */
	main: Evidence | undefined;
	/** Of an exchange that names several locations: which of them this is, from 1. */
	position: number;
	/** Other evidence has its exchange from this one. */
	isShared: boolean;
}

const NO_INNER = emptyList<Evidence>();

export function newMore(): More {
	return {
		outer: undefined,
		inner: NO_INNER,
		following: undefined,
		continues: undefined,
		subscriber: undefined,
		main: undefined,
		position: 1,
		isShared: false,
	};
}

export const NO_MORE: Readonly<More> = newMore();

settle(newMore(), {
	inner: emptyList<Evidence>(),
	position: 2,
	isShared: true,
});
