import type { Message, Problem, Summary } from "../record.js";
import { countLegs } from "./message.js";

/** The part of the summary that messages make. */
export type MessageSummary = Pick<
	Summary,
	| "messages"
	| "legs"
	| "verdicts"
	| "outcomes"
	| "reasons"
	| "problems"
	| "limits"
>;

function count(counts: Record<string, number>, key: string): void {
	counts[key] = (counts[key] ?? 0) + 1;
}

/** Counts messages as they are written: verdicts and outcomes of messages, reasons that decided legs. */
export class MessageCounts {
	readonly #summary: MessageSummary = {
		messages: 0,
		legs: { send: 0, recipient: 0 },
		verdicts: {},
		outcomes: {},
		reasons: {},
		problems: {},
		limits: {},
	};

	add(message: Message): void {
		const summary = this.#summary;
		summary.messages++;
		const legs = countLegs(message);
		summary.legs.send += legs.send;
		summary.legs.recipient += legs.recipient;
		count(summary.verdicts, message.verdict);
		count(summary.outcomes, message.outcome);
		if (message.send) count(summary.reasons, message.send.reason);
		for (const { reason } of message.recipients)
			if (reason !== message.send?.reason) count(summary.reasons, reason);
		this.#addProblems(message.problems);
		if (message.send?.problems) this.#addProblems(message.send.problems);
		for (const { problems } of message.recipients)
			if (problems) this.#addProblems(problems);
	}

	#addProblems(problems: readonly Problem[]): void {
		for (const { code } of problems) count(this.#summary.problems, code);
	}

	limit(name: string): void {
		count(this.#summary.limits, name);
	}

	/** A limit that is counted where it applies. */
	reached(name: string, times: number): void {
		if (times > 0) this.#summary.limits[name] = times;
	}

	get summary(): MessageSummary {
		return this.#summary;
	}
}
