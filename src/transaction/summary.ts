import type { Message, Problem, Summary } from "../record.js";

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

/** Objects of many names, to which one is added now and then, would change their shape each time. */
type Counts = Map<string, number>;

function count(counts: Counts, key: string): void {
	counts.set(key, (counts.get(key) ?? 0) + 1);
}

/** Counts messages as they are written: verdicts and outcomes of messages, reasons that decided legs. */
export class MessageCounts {
	#messages = 0;
	#sends = 0;
	#recipients = 0;
	readonly #verdicts: Counts = new Map();
	readonly #outcomes: Counts = new Map();
	readonly #reasons: Counts = new Map();
	readonly #problems: Counts = new Map();
	readonly #limits: Counts = new Map();

	add(message: Message): void {
		const { send, recipients } = message;
		const sendReason = send?.reason;
		this.#messages++;
		if (send) this.#sends++;
		count(this.#verdicts, message.verdict);
		count(this.#outcomes, message.outcome);
		if (sendReason !== undefined) count(this.#reasons, sendReason);
		if (message.problems.length > 0) this.#addProblems(message.problems);
		if (send?.problems) this.#addProblems(send.problems);
		for (let i = 0; i < recipients.length; i++) {
			const { client, reason, problems } = recipients[i]!;
			if (client !== undefined) this.#recipients++;
			if (reason !== sendReason) count(this.#reasons, reason);
			if (problems) this.#addProblems(problems);
		}
	}

	#addProblems(problems: readonly Problem[]): void {
		for (const { code } of problems) count(this.#problems, code);
	}

	limit(name: string): void {
		count(this.#limits, name);
	}

	/** A limit that is counted where it applies. */
	reached(name: string, times: number): void {
		if (times > 0) this.#limits.set(name, times);
	}

	get summary(): MessageSummary {
		return {
			messages: this.#messages,
			legs: { send: this.#sends, recipient: this.#recipients },
			verdicts: Object.fromEntries(this.#verdicts),
			outcomes: Object.fromEntries(this.#outcomes),
			reasons: Object.fromEntries(this.#reasons),
			problems: Object.fromEntries(this.#problems),
			limits: Object.fromEntries(this.#limits),
		};
	}
}
