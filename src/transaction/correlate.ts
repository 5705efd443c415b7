import { Deadlines } from "../flow/deadlines.js";
import type { Exchange, Identity, Message } from "../record.js";
import { Subscribers } from "../subscriber/subscribers.js";
import { Archive } from "./archive.js";
import { Bundles } from "./bundle.js";
import { Clients } from "./client.js";
import { Continuations, continuedBy } from "./continuation.js";
import {
	close,
	closeOthers,
	compareFinished,
	Ending,
	type Finished,
	finishedOf,
	hold,
	release,
} from "./ending.js";
import {
	type Bundle,
	type Evidence,
	evidenceIn,
	outerInOrder,
	takeEvidence,
} from "./evidence.js";
import { clientOf } from "./facts.js";
import { type JoinContext, joinMessages } from "./join.js";
import { type CorrelationLimits, correlationLimits } from "./limits.js";
import { Meetings } from "./meeting.js";
import { buildMessage, type MessageContext } from "./message.js";
import { type OpenEvidence, Preview } from "./preview.js";
import { MessageCounts, type MessageSummary } from "./summary.js";

/**
 * Exchanges that end without an answer are reported late: up to the longest of the limits that they wait for, and some
 * seconds in which connections are looked at. What is idle stays open for so much longer, so that the result does not
 * depend on when they are reported.
 */
const REPORT_SLACK = 300;
const COMMON_KEYS_LIMIT = 10_000;
/**
 * Messages that are made at once at the end: so few that the cache still holds them when they are written, so many that
 * the code of each step stays in it meanwhile.
 */
const FINISH_COUNT = 32;

interface WriteOptions {
	/** What ended messages that were still open. */
	openLimit?: string;
	/** Nothing that comes later can have to do with them. */
	isForgotten: boolean;
}

export interface CorrelatorOptions {
	limits?: Partial<CorrelationLimits>;
	/** Addresses whose subscribers are remembered. */
	subscriberAddresses?: number;
	/** Called for each message, with its exchanges in order of time, when it can no longer change, or a limit ends it. */
	onMessage(message: Message, exchanges: readonly Evidence[]): void;
	/** `preview` will be called. */
	live?: boolean;
}

/**
 * Exchanges in, messages out (STATES 4 to 6). Evidence that shares an identifier is kept in one bundle; when nothing
 * happened to a bundle for an hour of capture time, its messages are sorted out, written and forgotten.
 */
export class Correlator {
	readonly #options: CorrelatorOptions;
	readonly #limits: CorrelationLimits;
	readonly #bundles = new Bundles(COMMON_KEYS_LIMIT);
	readonly #clients: Clients;
	readonly #meetings: Meetings;
	readonly #subscribers: Subscribers;
	/** Numbers of bundles. */
	readonly #deadlines = new Deadlines<number>();
	readonly #continuations: Continuations;
	readonly #counts = new MessageCounts();
	readonly #archive = new Archive();
	readonly #preview: Preview | undefined;
	readonly #joining: JoinContext;
	/** Seconds after its last event in which an exchange is reported. */
	readonly #reportDelay: number;
	/** Seconds after its last event in which a message can still change. */
	readonly #idleSeconds: number;
	/** What is idle is older than all that new exchanges are compared with. */
	readonly #isLongIdle: boolean;
	#now = Number.NEGATIVE_INFINITY;
	#nextSecond = Number.NEGATIVE_INFINITY;
	#written = 0;
	#ending: Ending | undefined;

	constructor(options: CorrelatorOptions) {
		this.#options = options;
		this.#limits = correlationLimits(options.limits);
		const limits = this.#limits;
		this.#preview = options.live
			? new Preview(limits["open-messages"])
			: undefined;
		this.#reportDelay =
			REPORT_SLACK +
			Math.max(
				limits["http-answer"],
				limits["wtp-answer"],
				limits["connectionless-answer"],
			);
		const keepSeconds = limits["hop-time"] + this.#reportDelay;
		this.#idleSeconds = Math.max(limits["message-idle"], limits["report-wait"]);
		this.#isLongIdle = this.#idleSeconds > 2 * keepSeconds;
		this.#clients = new Clients(this.#limits.clients);
		this.#joining = {
			now: Number.NEGATIVE_INFINITY,
			limits,
			isShared: (client, time) => this.#clients.isShared(client, time),
			numberOf: (client, time) => this.#clients.numberOf(client, time),
		};
		this.#subscribers = new Subscribers(options.subscriberAddresses);
		this.#meetings = new Meetings(
			this.#bundles,
			this.#clients,
			limits,
			keepSeconds,
		);
		this.#continuations = new Continuations(limits["open-messages"]);
	}

	/** Takes who had an address when; it counts for exchanges before and after, until their message is written. */
	onIdentity(identity: Identity): void {
		this.#subscribers.add(identity);
	}

	/** Takes the next exchange, in the order in which they became complete. */
	onExchange(exchange: Exchange): void {
		const all = evidenceIn(exchange, this.#archive);
		if (all.length === 0) return;
		const first = all[0]!;
		this.advance(Math.max(first.lastTime, exchange.endTime ?? 0));
		for (let i = 0; i < all.length; i++) {
			const evidence = all[i]!;
			this.#archive.add(evidence);
			this.#take(evidence);
			if (!evidence.bundle) evidence.close(false);
		}
		if (all.length > 1)
			for (const { bundle } of all)
				if (bundle && first.bundle) this.#bundles.connect(first.bundle, bundle);
		while (this.#bundles.size > this.#limits["open-messages"])
			this.#end(this.#bundles.oldest!, "limit-open-messages");
	}

	/** Tells the capture's clock, so that finished messages are written when nothing else happens. */
	advance(seconds: number): void {
		if (!(seconds > this.#now)) return;
		this.#now = seconds;
		// Deadlines are whole seconds.
		if (seconds < this.#nextSecond) return;
		this.#nextSecond = Math.floor(seconds) + 1;
		const due: Bundle[] = [];
		this.#deadlines.advance(seconds, (number) => {
			const bundle = this.#bundles.dequeue(number);
			if (!bundle) return;
			if (this.#dueTime(bundle) <= seconds) due.push(bundle);
			else this.#queue(bundle);
		});
		if (due.length === 0) return;
		const finished = due.flatMap((bundle) =>
			this.#close(bundle, this.#finalTime(bundle)),
		);
		this.#write(finished.sort(compareFinished), {
			openLimit: "limit-message-idle",
			isForgotten: this.#isLongIdle,
		});
	}

	/** Ends all messages. `lastTime` is that of the last packet of the capture; without it, of the last event. */
	finish(lastTime?: number): MessageSummary {
		while (this.finishSome(lastTime));
		return this.summary;
	}

	/**
	 * Ends the next messages of those that are left; false when there are no more. A record is much larger than what is
	 * known of its message, so that they are not all made at once.
	 */
	finishSome(lastTime?: number): boolean {
		const end = Math.max(lastTime ?? Number.NEGATIVE_INFINITY, this.#now);
		this.#archive.isOver = true;
		this.#ending ??= new Ending(this.#bundles.all(), (bundle) =>
			Math.min(end, this.#finalTime(bundle)),
		);
		const ready: Finished[] = [];
		let bundle: Bundle | undefined;
		while (ready.length < FINISH_COUNT) {
			bundle = this.#ending.next();
			if (!bundle) break;
			// Nothing comes any more that could meet it by its keys.
			const finished = this.#sortOutBundle(bundle, end);
			const ordered = this.#ending.order(finished);
			for (let i = 0; i < ordered.length; i++) ready.push(ordered[i]!);
			// What has to wait does so as small as it did before.
			for (let i = 0; i < finished.length; i++)
				if (finished[i]!.isWaiting) release(finished[i]!);
		}
		this.#write(ready, { isForgotten: true });
		return bundle !== undefined;
	}

	/**
	 * Messages that something happened to since the last call, as they stand: `final` is false and `id` absent. Changes
	 * nothing in what `onMessage` gets.
	 *
	 * @param open exchanges that are still going on
	 */
	preview(open: readonly Exchange[]): Message[] {
		const preview = this.#preview;
		if (!preview) return [];
		const messages: Message[] = [];
		const groups = preview.groups(this.#openEvidence(open), this.#bundles);
		for (const items of groups)
			for (const one of this.#sortOut(items, this.#now)) {
				const message = this.#build(one);
				message.final = false;
				if (preview.isNews(message)) messages.push(message);
				release(one);
			}
		return messages;
	}

	#openEvidence(open: readonly Exchange[]): OpenEvidence[] {
		const found: OpenEvidence[] = [];
		const all = open.flatMap((one) => evidenceIn(one, this.#archive));
		for (const evidence of all) {
			this.#identify(evidence);
			found.push({ evidence, keys: this.#meetings.keysOf(evidence) });
		}
		return found;
	}

	/** Counts of the messages that were written. */
	get summary(): MessageSummary {
		this.#counts.reached("hops", this.#meetings.limitHits);
		this.#counts.reached("subscriber-addresses", this.#subscribers.dropped);
		return this.#counts.summary;
	}

	/** Who had the client's address; what is told later can say more. */
	#identify(evidence: Evidence): void {
		if (this.#subscribers.isEmpty) return;
		const { exchange, firstTime } = evidence;
		const { request, tunnel } = exchange;
		// A gateway may say for whom it asks; its own address is nobody's.
		const address = request?.clientAddress ?? clientOf(exchange);
		const query = { address, time: firstTime };
		const isOwn = request?.clientAddress === undefined;
		evidence.subscriber =
			this.#subscribers.find(tunnel && isOwn ? { ...query, tunnel } : query) ??
			evidence.subscriber;
	}

	#take(evidence: Evidence): void {
		this.#identify(evidence);
		const bundle = this.#meetings.take(evidence, this.#now);
		if (!bundle) return;
		this.#preview?.touch(bundle);
		if (evidence.role !== "attempt") {
			evidence.continues = this.#continuations.before(evidence);
			if (bundle.count >= this.#limits["message-exchanges"]) {
				this.#end(bundle, "limit-message-exchanges");
				return;
			}
		}
		this.#queue(bundle);
	}

	#queue(bundle: Bundle): void {
		if (this.#bundles.enqueue(bundle))
			this.#deadlines.add(this.#dueTime(bundle), bundle.number);
	}

	/** Capture time at which nothing can be added to the bundle any more. */
	#finalTime(bundle: Bundle): number {
		return bundle.lastTime + this.#idleSeconds;
	}

	#dueTime(bundle: Bundle): number {
		return this.#finalTime(bundle) + this.#reportDelay;
	}

	#end(bundle: Bundle, code: string): void {
		const finished = this.#close(bundle, this.#now);
		for (const one of finished) one.problems.push({ layer: "mmstrace", code });
		this.#counts.limit(code.replace("limit-", ""));
		this.#write(finished.sort(compareFinished), { isForgotten: false });
	}

	/** Sorts a bundle out; `end` is the capture time up to which all is known. */
	#close(bundle: Bundle, end: number): Finished[] {
		this.#bundles.close(bundle);
		return this.#sortOutBundle(bundle, end);
	}

	#sortOutBundle(bundle: Bundle, end: number): Finished[] {
		const now = Math.min(end, this.#finalTime(bundle));
		const items = takeEvidence(bundle);
		const finished = this.#sortOut(items, now);
		closeOthers(items, finished);
		return finished;
	}

	/** The messages of evidence that met. */
	#sortOut(evidence: readonly Evidence[], now: number): Finished[] {
		for (let i = 0; i < evidence.length; i++) {
			evidence[i]!.hold();
			this.#identify(evidence[i]!);
		}
		this.#joining.now = now;
		const drafts = joinMessages(outerInOrder(evidence), this.#joining);
		const finished: Finished[] = [];
		for (let i = 0; i < drafts.length; i++)
			finished.push(finishedOf(drafts[i]!, now));
		return finished;
	}

	#write(
		finished: readonly Finished[],
		{ openLimit, isForgotten }: WriteOptions,
	): void {
		for (let i = 0; i < finished.length; i++) {
			const one = finished[i]!;
			hold(one);
			const message = this.#build(one, ++this.#written);
			if (openLimit && message.verdict === "pending") {
				message.problems.push({ layer: "mmstrace", code: openLimit });
				this.#counts.limit(openLimit.replace("limit-", ""));
			}
			this.#counts.add(message);
			this.#options.onMessage(message, one.exchanges);
			const { uid, messageId, continues } = message;
			// At the end nothing comes that could go on with it.
			if (!this.#ending)
				this.#continuations.remember(
					{ uid, messageId },
					one.exchanges,
					continues,
				);
			this.#preview?.forget(uid);
			close(one, isForgotten);
		}
	}

	#build(one: Finished, id?: number): Message {
		const { draft, exchanges, problems } = one;
		const context: MessageContext = {
			uid: draft.uid,
			now: one.finalTime,
			limits: this.#limits,
			problems,
		};
		if (id !== undefined) context.id = id;
		const continued = continuedBy(exchanges);
		if (continued) context.continues = continued;
		return buildMessage(draft, one, context);
	}
}
