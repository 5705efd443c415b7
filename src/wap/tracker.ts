import type { Moment } from "../flow/stamp.js";
import type { Problem } from "../record.js";
import type { Arena } from "../wasm/arena.js";
import type { Core } from "../wasm/instance.js";
import {
	STATUS_LIMIT,
	STATUS_MALFORMED,
	STATUS_OK,
	STATUS_TRUNCATED,
} from "../wasm/status.js";
import { Connectionless } from "./connectionless.js";
import { ConnectionMode } from "./connectionmode.js";
import type { WapEvents } from "./context.js";
import { WAP_LIMITS, type WapLimits } from "./limits.js";
import { noteUnreachable } from "./message.js";
import { otherSide, Pairs } from "./pair.js";
import { Room } from "./pieces.js";
import type { WapFlow, WapRow } from "./row.js";
import { Schedule } from "./schedule.js";
import { WspSessions } from "./session.js";
import type { WapRun } from "./waprun.js";
import { WspDecoder } from "./wsp.js";

export interface WapTrackerOptions extends WapEvents {
	/** Those of `WAP_LIMITS` otherwise. */
	limits?: Partial<WapLimits>;
	/** Where messages of several packets are put together, as far as there is room: arrays otherwise. */
	arena?: Arena;
	/** Something odd about a packet that belongs to no transaction. */
	onProblem?(problem: Problem): void;
}

/**
 * Puts WAP together: WTP packets to messages and transactions (WAP-224), connectionless datagrams to requests with
 * their replies (WAP-230), both within sessions. Rows come in the order of the capture.
 */
export class WapTracker {
	/** How often each limit ended something. */
	readonly limits: Record<string, number> = {};
	readonly #options: WapTrackerOptions;
	readonly #decoder: WspDecoder;
	readonly #schedule = new Schedule();
	readonly #pairs: Pairs;
	readonly #connectionMode: ConnectionMode;
	readonly #connectionless: Connectionless;
	/** No limit is so near that the rows at hand could reach it. */
	#isRoomy = false;

	constructor(core: Core, options: WapTrackerOptions) {
		this.#options = options;
		const limits = { ...WAP_LIMITS, ...options.limits };
		const limited = (limit: string) => {
			this.limits[limit] = (this.limits[limit] ?? 0) + 1;
		};
		const sessionDropped = () => limited("sessions");
		const sessions = new WspSessions(limits.sessions, sessionDropped);
		this.#pairs = new Pairs(limits.sessions, sessionDropped);
		this.#decoder = new WspDecoder(core);
		const context = {
			decoder: this.#decoder,
			limits,
			sessions,
			schedule: this.#schedule,
			events: options,
			limited,
		};
		this.#connectionMode = new ConnectionMode(context, new Room(options.arena));
		this.#connectionless = new Connectionless(context);
	}

	onRow(row: WapRow): void {
		this.advance(row.stamp.seconds);
		if (row.kind === "wtp" && !this.#isUsable(row)) return;
		const { pair, sideOfA } = this.#pairs.of(row.flow);
		const sender = row.direction === 0 ? sideOfA : otherSide(sideOfA);
		if (row.kind === "wtp") this.#connectionMode.onRow(row, pair, sender);
		else this.#connectionless.onRow(row, pair, sender);
	}

	/** What comes until the next call is at most so much. */
	beginBatch(packets: number, octets: number): void {
		this.#isRoomy =
			this.#pairs.hasRoomFor(packets) &&
			this.#connectionMode.hasRoomFor(packets, octets);
	}

	/**
	 * Takes pieces of a run: those that change nothing for anybody else, ahead of their time, up to the first that may. The
	 * one at hand is due, or what came before it was.
	 */
	pass(run: WapRun): void {
		const { row } = run;
		this.advance(row.stamp.seconds);
		const { pair, sideOfA } = this.#pairs.of(row.flow);
		if (!this.#isRoomy || pair.isShared) return;
		const sender = row.direction === 0 ? sideOfA : otherSide(sideOfA);
		this.#connectionMode.pass(run, pair, sender);
	}

	/** What `--stats` tells of it: octets copied to put messages together, and header blocks. */
	get stats(): {
		copied: number;
		headerBlocks: { known: number; read: number };
	} {
		const { copied } = this.#connectionMode.room;
		return { copied, headerBlocks: this.#decoder.headerBlocks };
	}

	/** ICMP says that what the sender of `direction` sent arrives nowhere. */
	onUnreachable(
		flow: WapFlow,
		direction: 0 | 1,
		moment: Moment,
		icmp: { type: number; code: number },
	): void {
		const { pair, sideOfA } = this.#pairs.of(flow);
		const sender = direction === 0 ? sideOfA : otherSide(sideOfA);
		const begun = pair.takeBegun(sender);
		if (begun) {
			for (const { waiting } of begun)
				if (waiting) noteUnreachable(waiting, moment, icmp);
			return;
		}
		for (const record of pair.waiting(sender))
			noteUnreachable(record, moment, icmp);
		for (const record of this.#connectionless.waiting(pair, sender))
			noteUnreachable(record, moment, icmp);
	}

	/** Capture time goes on: what waited too long is reported. */
	advance(seconds: number): void {
		if (seconds <= this.#schedule.now) return;
		this.#schedule.advance(seconds);
		this.#connectionMode.advance();
		this.#connectionless.advance();
	}

	/** The capture is over: everything that is left is reported, in order of first packets. */
	finish(): void {
		this.#connectionMode.finish();
		this.#connectionless.finish();
	}

	/** A header that is cut or of another WTP says nothing about a transaction. */
	#isUsable(row: WapRow): boolean {
		const { status } = row;
		if (status === STATUS_OK) return true;
		const { frame } = row.stamp;
		this.#options.onProblem?.({ layer: "wtp", code: codeOf(status), frame });
		if (status === STATUS_LIMIT) return true;
		return status === STATUS_MALFORMED && row.wireLength > 0;
	}
}

function codeOf(status: number): string {
	if (status === STATUS_TRUNCATED) return "truncated";
	if (status === STATUS_MALFORMED) return "malformed";
	return status === STATUS_LIMIT ? "limit-wtp-pdus" : "unsupported";
}
