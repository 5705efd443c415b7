import { readFileSync } from "node:fs";
import type { Leg, Message, RecipientLeg } from "../src/record.js";
import type {
	TruthLeg,
	TruthMessage,
	TruthReport,
} from "./builder/lives/index.js";

/** One thing that came out otherwise than it is. */
export interface Difference {
	what: string;
	label: string;
	frames: string;
}

export interface LivesResult {
	legs: number;
	/** Legs of which the truth knows a reason. */
	judged: number;
	right: number;
	joins: number;
	joined: number;
	reports: number;
	reportsJoined: number;
	/** Legs whose number the signalling tells. */
	told: number;
	/** By `truth -> found`. */
	confusion: Map<string, Difference[]>;
	missing: Difference[];
	invented: Difference[];
	split: Difference[];
	wrongJoins: Difference[];
	missedJoins: Difference[];
	lostReports: Difference[];
	wrongVerdicts: Difference[];
	wrongNumbers: Difference[];
	wrongHops: Difference[];
}

interface Item {
	message: TruthMessage;
	leg?: TruthLeg;
	report?: TruthReport;
	records: Set<number>;
	found: { leg: Leg; record: number }[];
}

const VERDICTS = new Map<string, string>(
	JSON.parse(
		readFileSync(
			new URL("./builder/lives/verdicts.json", import.meta.url),
			"utf8",
		),
	) as [string, string][],
);

/** Matches records with the truth by frames. */
export class LivesCheck {
	readonly #items: Item[] = [];
	readonly #byFrame = new Map<number, Item[]>();
	readonly #records: Message[] = [];
	/** Records that go on with an earlier one stand for it. */
	readonly #root = new Map<string, number>();
	readonly #result: LivesResult = emptyResult();

	constructor(truth: Iterable<TruthMessage>) {
		for (const message of truth) {
			for (const leg of message.legs) this.#enter({ message, leg });
			for (const report of message.reports) this.#enter({ message, report });
		}
	}

	add(record: Message): void {
		let index = this.#records.push(record) - 1;
		if (record.continues !== undefined) {
			index = this.#root.get(record.continues) ?? index;
		}
		this.#root.set(record.uid, index);
		if (record.send) this.#match("send", record.send, record, index);
		for (const leg of record.recipients) {
			this.#match("recipient", leg, record, index);
			for (const { frame, event } of [...leg.reports, ...leg.steps]) {
				for (const item of this.#byFrame.get(frame) ?? []) {
					if (item.report?.event === event) {
						item.records.add(index);
						item.found.push({ leg, record: index });
					}
				}
			}
		}
	}

	result(): LivesResult {
		for (const item of this.#items) {
			if (item.leg) this.#judge(item, item.leg);
		}
		this.#joins();
		return this.#result;
	}

	#enter(about: Omit<Item, "records" | "found">): void {
		const item: Item = { ...about, records: new Set(), found: [] };
		const frames = about.leg?.frames ?? about.report?.frames ?? [];
		this.#items.push(item);
		for (const frame of frames) {
			const list = this.#byFrame.get(frame);
			if (list) list.push(item);
			else this.#byFrame.set(frame, [item]);
		}
	}

	#match(kind: string, leg: Leg, record: Message, index: number): void {
		if (leg.steps.length === 0) return;
		const items = new Map<Item, number>();
		for (const step of leg.steps) {
			const owners = new Set<Item>();
			for (const frame of [step.frame, ...step.frames]) {
				for (const item of this.#byFrame.get(frame) ?? []) owners.add(item);
			}
			for (const item of owners) items.set(item, (items.get(item) ?? 0) + 1);
		}
		const legs = [...items.keys()].filter((item) => item.leg?.kind === kind);
		if (legs.length === 0) {
			if (items.size > 0) return;
			if (leg.reason.includes("connect") || leg.reason.includes("wsp-refused"))
				return;
			const label = `${kind} ${leg.reason} ${leg.client}`;
			this.#result.invented.push({
				what: leg.reason,
				label,
				frames: steps(leg),
			});
			return;
		}
		for (const item of legs) {
			item.records.add(index);
			item.found.push({ leg, record: index });
		}
		this.#hops(leg, legs, record.uid);
		const distinct = new Set(legs.map(({ leg: one }) => one));
		if (distinct.size < 2) return;
		// A packet with pieces of two exchanges belongs to both legs: steps tell.
		const sure = legs.filter((item) => (items.get(item) ?? 0) > 1);
		if (sure.length < 2 && leg.steps.length > 1) return;
		this.#result.wrongJoins.push({
			what: `${legs.length} legs in one`,
			label: legs.map(({ leg: one }) => one?.label).join(" | "),
			frames: `${record.uid} ${steps(leg)}`,
		});
	}

	/** What is shown as another hop of a leg must be of that leg. */
	#hops(leg: Leg, legs: readonly Item[], uid: string): void {
		for (const hop of leg.hops) {
			for (const frame of hop.frames) {
				const owners = this.#byFrame.get(frame) ?? [];
				const mine = owners.some((owner) =>
					legs.some(
						(one) =>
							one === owner || (owner.report && one.message === owner.message),
					),
				);
				if (owners.length === 0 || mine) continue;
				this.#result.wrongJoins.push({
					what: `a hop at frame ${frame} of another leg`,
					label: `${legs[0]?.leg?.label} | ${owners[0]?.leg?.label}`,
					frames: `${uid} ${steps(leg)}`,
				});
				return;
			}
		}
	}

	#judge(item: Item, truth: TruthLeg): void {
		const result = this.#result;
		if (truth.frames.length === 0) return;
		result.legs++;
		const about = { label: truth.label, frames: truth.steps.join(" ") };
		const legs = new Map(item.found.map((one) => [one.leg.uid, one]));
		if (legs.size === 0) {
			if (truth.reasons.length === 0 || truth.optional) {
				result.legs--;
				return;
			}
			result.judged++;
			result.missing.push({ what: truth.reasons.join(), ...about });
			put(result.confusion, `${truth.reasons.join("/")} -> (none)`, about);
			return;
		}
		const found = [...legs.values()];
		const last = found.at(-1)?.leg as Leg;
		if (truth.reasons.length === 0) return;
		result.judged++;
		if (new Set(found.map(({ record }) => record)).size > 1) {
			if (
				truth.loose &&
				found.every(({ leg }) => truth.loose?.includes(leg.reason))
			) {
				result.right++;
				return;
			}
			const what = found.map(({ leg }) => leg.reason).join(" + ");
			result.split.push({ what, ...about });
			put(
				result.confusion,
				`${truth.reasons.join("/")} -> split ${what}`,
				about,
			);
			return;
		}
		if (!found.some(({ leg }) => truth.reasons.includes(leg.reason))) {
			const key = `${truth.reasons.join("/")} -> ${last.reason}`;
			put(result.confusion, key, {
				...about,
				frames: `${about.frames} | ${steps(last)}`,
			});
			return;
		}
		result.right++;
		// The parts of a leg that a limit ended are records of their own.
		if (legs.size === 1) this.#details(truth, last, about);
	}

	#details(truth: TruthLeg, leg: Leg, about: Omit<Difference, "what">): void {
		const result = this.#result;
		const verdict = VERDICTS.get(leg.reason);
		// STATES.md 5.1: evidence of delivery makes an unanswered submission ok.
		const proven = leg.verdict === "ok" && leg.reason.startsWith("send-");
		if (leg.verdict !== verdict && !proven) {
			const what = `${leg.reason}: ${leg.verdict}, is ${verdict}`;
			result.wrongVerdicts.push({ what, ...about });
		}
		if (truth.hops !== undefined && leg.hops.length !== truth.hops) {
			const what = `${leg.hops.length} hops, are ${truth.hops}`;
			result.wrongHops.push({ what, ...about });
		}
		if (truth.told) {
			result.told++;
			if (leg.number === undefined) {
				result.wrongNumbers.push({ what: "no number", ...about });
			}
		}
		if (
			leg.number !== undefined &&
			truth.number !== undefined &&
			digits(leg.number) !== digits(truth.number)
		) {
			const what = `${leg.number} by ${leg.numberSource}, is ${truth.number}`;
			result.wrongNumbers.push({ what, ...about });
		}
	}

	#joins(): void {
		const owners = new Map<number, Set<TruthMessage>>();
		const byMessage = new Map<TruthMessage, Item[]>();
		for (const item of this.#items) {
			const list = byMessage.get(item.message);
			if (list) list.push(item);
			else byMessage.set(item.message, [item]);
			for (const record of item.records) {
				const set = owners.get(record) ?? new Set();
				owners.set(record, set.add(item.message));
			}
		}
		for (const [record, messages] of owners) {
			if (messages.size > 1) this.#wrong(record, messages);
		}
		for (const items of byMessage.values()) {
			this.#missed(items);
			this.#verdict(items, owners);
		}
	}

	/** STATES.md 5.1, where all legs are seen, joined and told, and no report says otherwise. */
	#verdict(
		items: readonly Item[],
		owners: ReadonlyMap<number, ReadonlySet<TruthMessage>>,
	): void {
		const records = new Set(items.flatMap(({ records: all }) => [...all]));
		const [index] = records;
		const message = items[0]?.message;
		if (records.size !== 1 || index === undefined || !message) return;
		if (owners.get(index)?.size !== 1) return;
		const legs = items.filter((item) => item.leg);
		const told = legs.every(
			({ leg, found }) =>
				found.length === 1 && leg?.reasons.includes(found[0]?.leg.reason ?? ""),
		);
		const reported = items.some(
			({ report }) => report && report.frames.length > 0,
		);
		if (!told || reported || message.addressees === 0) return;
		const send = legs.find(({ leg }) => leg?.kind === "send")?.found[0]?.leg;
		const others = legs.filter(({ leg }) => leg?.kind === "recipient");
		const verdicts = others.map(({ found }) => found[0]?.leg.verdict ?? "none");
		if (!send && others.length !== 1) return;
		while (send && verdicts.length < message.addressees) verdicts.push("none");
		const right = messageVerdict(send?.verdict, verdicts);
		const record = this.#records[index] as Message;
		if (right.includes(record.verdict)) return;
		this.#result.wrongVerdicts.push({
			what: `message ${record.verdict}, is ${right.join(" or ")}`,
			label: `${send?.reason} [${verdicts.join(" ")}] ${message.label}`,
			frames: legs.map(({ leg }) => leg?.steps.join(" ")).join(" | "),
		});
	}

	#wrong(record: number, messages: ReadonlySet<TruthMessage>): void {
		const { uid, frames, links } = this.#records[record] as Message;
		const by = links.map(
			(link) => `${link.from}-${link.to} by ${link.by} ${link.confidence}`,
		);
		this.#result.wrongJoins.push({
			what: `${messages.size} messages in one: ${by.join(", ")}`,
			label: [...messages]
				.map((one) =>
					one.legs
						.map((leg) => `${leg.label} [${leg.steps.join(" ")}]`)
						.join(" + "),
				)
				.join(" || "),
			frames: `${uid} ${frames.slice(0, 40).join(",")}`,
		});
	}

	#missed(items: readonly Item[]): void {
		const result = this.#result;
		const send = items.find((item) => item.leg?.kind === "send");
		for (const item of items) {
			const { leg, report } = item;
			if (
				leg?.kind === "recipient" &&
				leg.tied &&
				send &&
				item.records.size > 0
			) {
				result.joins++;
				if ([...item.records].some((one) => send.records.has(one))) {
					result.joined++;
				} else {
					const label = `${leg.label} | ${send.leg?.label}`;
					const frames = `${leg.steps.join(" ")} | ${send.leg?.steps.join(" ")}`;
					result.missedJoins.push({ what: leg.reasons.join(), label, frames });
				}
			}
			if (report && report.frames.length > 0) this.#report(item, report, items);
		}
	}

	#report(item: Item, report: TruthReport, items: readonly Item[]): void {
		const result = this.#result;
		const about = {
			label: `${report.event} ${report.reason} of ${report.address}: ${items[0]?.leg?.label}`,
			frames: report.frames.join(","),
		};
		if (item.found.length === 0) {
			result.lostReports.push({ what: "not found", ...about });
			return;
		}
		if (!report.tied) return;
		const anchors = items.filter((one) => one.leg);
		const anchor =
			report.event === "m-read-rec-ind" ? anchors[report.leg] : anchors[0];
		if (!anchor || anchor.records.size === 0) return;
		result.reports++;
		if ([...item.records].some((one) => anchor.records.has(one)))
			result.reportsJoined++;
		else result.lostReports.push({ what: "not joined", ...about });
	}
}

/** Verdict of a message by those of its legs; `none`: a recipient of whom nothing is known. */
function messageVerdict(
	send: string | undefined,
	recipients: readonly string[],
): string[] {
	const ok = recipients.filter((one) => one === "ok").length;
	if (ok > 0) return [ok === recipients.length ? "delivered" : "partly"];
	if (send === "failed") return ["failed"];
	const failed = recipients.includes("failed");
	const open = recipients.includes("pending");
	const none = recipients.includes("none");
	if (failed && !open) {
		// Whether somebody of whom nothing is known counts as pending is not said.
		return none ? ["failed", "pending"] : ["failed"];
	}
	if (send === "ok" && (open || none)) return ["pending"];
	if (send === "unknown" && none && !open && !failed) return ["unknown"];
	if (open) return send === "unknown" ? ["pending", "unknown"] : ["pending"];
	return ["unknown"];
}

function put(
	map: Map<string, Difference[]>,
	key: string,
	about: Omit<Difference, "what">,
): void {
	const list = map.get(key);
	if (list) list.push({ what: key, ...about });
	else map.set(key, [{ what: key, ...about }]);
}

function digits(number: string): string {
	return number
		.replace(/\/TYPE.*$/i, "")
		.replace(/\D/g, "")
		.replace(/^00/, "");
}

function steps(leg: Leg | RecipientLeg): string {
	return leg.steps.map((step) => `${step.event}@${step.frame}`).join(" ");
}

function emptyResult(): LivesResult {
	return {
		legs: 0,
		judged: 0,
		right: 0,
		joins: 0,
		joined: 0,
		reports: 0,
		reportsJoined: 0,
		told: 0,
		confusion: new Map(),
		missing: [],
		invented: [],
		split: [],
		wrongJoins: [],
		missedJoins: [],
		lostReports: [],
		wrongVerdicts: [],
		wrongNumbers: [],
		wrongHops: [],
	};
}

function share(part: number, whole: number): string {
	return `${part} of ${whole} (${((100 * part) / Math.max(1, whole)).toFixed(2)} %)`;
}

/** A result as text for people, with at most `limit` cases of each kind. */
export function describeLives(result: LivesResult, limit = 3): string {
	const out = [
		`reasons right: ${share(result.right, result.judged)} of ${result.legs} legs`,
		`joins right: ${share(result.joined, result.joins)}; wrong joins: ${result.wrongJoins.length}`,
		`reports joined: ${share(result.reportsJoined, result.reports)}`,
		`missing ${result.missing.length}, invented ${result.invented.length}, split ${result.split.length}, verdicts ${result.wrongVerdicts.length}, numbers ${result.wrongNumbers.length} of ${result.told}, hops ${result.wrongHops.length}`,
	];
	const sorted = [...result.confusion].sort(
		(a, b) => b[1].length - a[1].length,
	);
	for (const [key, list] of sorted) {
		out.push(`${String(list.length).padStart(5)} ${key}`);
		for (const one of list.slice(0, limit)) {
			out.push(`        ${one.label}\n          ${one.frames}`);
		}
	}
	const lists: [string, Difference[]][] = [
		["wrong joins", result.wrongJoins],
		["missed joins", result.missedJoins],
		["invented", result.invented],
		["reports lost", result.lostReports],
		["verdicts", result.wrongVerdicts],
		["numbers", result.wrongNumbers],
		["hops", result.wrongHops],
	];
	for (const [title, list] of lists) {
		if (list.length === 0) continue;
		out.push(`${title}: ${list.length}`);
		for (const one of list.slice(0, limit * 2)) {
			out.push(
				`    ${one.what}\n        ${one.label}\n          ${one.frames}`,
			);
		}
	}
	return out.join("\n");
}
