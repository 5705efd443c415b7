import {
	HANDSHAKE_DOUBLES,
	HANDSHAKE_WORDS,
	LAST_SECONDS,
	type Numbers,
	type Place,
	TCP_DOUBLES,
	TCP_WORDS,
} from "../tcp/fold.js";
import { CHECK_SECONDS, type HttpLimits } from "./host.js";

// Words of a conversation: first its own.
/** Second for which its owner has noted it. */
export const SCHEDULED = 0;
export const FLOW = 1;
/** Side that sends the requests; -1: none has come. */
export const CLIENT = 2;
const OWN_WORDS = 3;
/** Which double behind those of TCP is the time of a request that waits for its answer, and what it is when none does. */
export const ASKED = 3;
export const NEVER = Number.POSITIVE_INFINITY;

// Then those of its TCP connection; then four doubles and a word for what was read, or the handshake when nothing was.
const DOUBLES = TCP_DOUBLES + HANDSHAKE_DOUBLES;
const WORDS = OWN_WORDS + TCP_WORDS + HANDSHAKE_WORDS;

/** Conversations whose numbers lie together. */
const PAGE_BITS = 8;

/** A connection that carries no octets is forgotten after this time; one that begins to is found by its start line. */
export const UNUSED_SECONDS = CHECK_SECONDS;

/** Where one conversation is folded. */
export interface Fold {
	numbers: Numbers;
	/** Its first word. */
	own: number;
	tcp: Place;
	/** Behind that. */
	rest: Place;
}

/** What is kept of conversations that are folded, by number of their slots. */
export class Folds {
	readonly #pages: (Numbers | undefined)[] = [];
	/** The one that is looked at. */
	readonly #fold: Fold = {
		numbers: { doubles: new Float64Array(0), words: new Int32Array(0) },
		own: 0,
		tcp: { double: 0, word: 0 },
		rest: { double: 0, word: 0 },
	};

	/** Valid until the next is asked for. */
	of(slot: number): Fold {
		const place = slot & ((1 << PAGE_BITS) - 1);
		const { tcp, rest } = this.#fold;
		this.#fold.numbers = this.#page(slot >>> PAGE_BITS);
		this.#fold.own = place * WORDS;
		tcp.double = place * DOUBLES;
		tcp.word = place * WORDS + OWN_WORDS;
		rest.double = tcp.double + TCP_DOUBLES;
		rest.word = tcp.word + TCP_WORDS;
		return this.#fold;
	}

	#page(page: number): Numbers {
		while (this.#pages.length <= page) this.#pages.push(undefined);
		let numbers = this.#pages[page];
		if (!numbers) {
			const doubles = new Float64Array(DOUBLES << PAGE_BITS);
			numbers = { doubles, words: new Int32Array(WORDS << PAGE_BITS) };
			this.#pages[page] = numbers;
		}
		return numbers;
	}
}

/** Octets were read in the conversation. */
export function hadData({ numbers, own }: Fold): boolean {
	return numbers.words[own + CLIENT]! >= 0;
}

/** No SYN of it was answered: that is to be told some time. */
export function isAttempt(fold: Fold): boolean {
	return !hadData(fold) && (fold.numbers.words[fold.tcp.word]! & 3) === 1;
}

/** A request waits for its answer. */
export function isAsked(fold: Fold): boolean {
	if (!hadData(fold)) return false;
	return fold.numbers.doubles[fold.rest.double + ASKED] !== NEVER;
}

/** When nothing more is expected of it, or of its answer, in seconds. */
export function foldedDue(
	fold: Fold,
	{ idleSeconds, answerSeconds }: HttpLimits,
): number {
	const { doubles } = fold.numbers;
	const last = doubles[fold.tcp.double + LAST_SECONDS]!;
	if (!hadData(fold)) return last + UNUSED_SECONDS;
	const asked = doubles[fold.rest.double + ASKED]!;
	return Math.min(last + idleSeconds, asked + answerSeconds);
}
