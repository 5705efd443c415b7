import type { MessageDraft } from "./draft.js";
import type { Evidence } from "./evidence.js";
import { finding } from "./judge/finding.js";
import type { LegDraft } from "./leg.js";
import { chargedIdOf, replacedIdOf } from "./reference.js";

/** Messages, and the recipients' legs that are in them. */
interface Placed {
	messages: readonly MessageDraft[];
	legs: readonly LegDraft[];
}

/** A cancellation names the message only: it goes to the leg of its client that the message already has. */
export function placeCancellations({ messages }: Placed): void {
	for (let i = 0; i < messages.length; i++) {
		const message = messages[i]!;
		const { recipients } = message;
		if (!recipients.some(({ leg }) => leg.first.role === "cancel")) continue;
		message.recipients = recipients.filter(({ leg }) => {
			if (leg.first.role !== "cancel") return true;
			const own = recipients.filter(
				(other) => other.leg !== leg && other.leg.isOf(leg.first),
			);
			if (own.length !== 1) return true;
			for (let i = 0; i < leg.exchanges.length; i++)
				own[0]!.leg.add(leg.exchanges[i]!, "certain");
			return false;
		});
	}
}

/** Links between messages: what one says of another (MMS 1.1 and 1.3). They stay two messages. */
export class Relations {
	readonly #placed: Placed;

	constructor(placed: Placed) {
		this.#placed = placed;
	}

	run(): void {
		const { messages, legs } = this.#placed;
		for (let i = 0; i < legs.length; i++) {
			const leg = legs[i]!;
			for (let j = 0; j < leg.exchanges.length; j++)
				this.#relate(leg, leg.message!, leg.exchanges[j]!);
		}
		for (let i = 0; i < messages.length; i++) {
			const message = messages[i]!;
			const { send } = message;
			if (!send) continue;
			for (let j = 0; j < send.exchanges.length; j++)
				this.#relate(send, message, send.exchanges[j]!);
		}
	}

	#relate(leg: LegDraft, message: MessageDraft, evidence: Evidence): void {
		if (evidence.role === "forward") this.#forward(leg, message, evidence);
		const charged = chargedIdOf(evidence);
		if (charged !== undefined)
			this.#link(leg, message, { id: charged, by: "reply-charging-id" });
		const replaced = replacedIdOf(evidence);
		if (replaced === undefined) return;
		if (leg !== message.send) this.#replace(leg, evidence, replaced);
		this.#link(leg, message, { id: replaced, by: "replace-id" });
	}

	/** A forward without download ends one message and submits another. */
	#forward(leg: LegDraft, message: MessageDraft, { exchange }: Evidence): void {
		const other = this.#placed.messages.find(({ send }) =>
			send?.exchanges.some((one) => one.exchange === exchange),
		);
		if (!other?.send || other === message) return;
		const link = { by: "forward", confidence: "certain" } as const;
		message.related.push({ leg, other, ...link });
		other.related.push({ leg: other.send, other: message, ...link });
	}

	/** A later notification or message takes the place of an older one of the same recipient. */
	#replace(leg: LegDraft, evidence: Evidence, id: string): void {
		const named: LegDraft[] = [];
		const located: LegDraft[] = [];
		for (const old of this.#placed.legs) {
			const message = old.message!;
			if (old === leg || !old.isOf(evidence)) continue;
			const isKnown =
				old.messageIds.includes(id) ||
				message.send?.messageIds.includes(id) === true;
			if (isKnown) named.push(old);
			else if (!message.send && old.isNamed(id)) located.push(old);
		}
		const replaced =
			named.length === 0 && located.length === 1 ? located : named;
		for (const old of replaced)
			old.foreign = [...old.foreign, finding("replaced", evidence)];
	}

	/** The only other message with this Message-ID is the one that is named. */
	#link(
		leg: LegDraft,
		message: MessageDraft,
		{ id, by }: { id: string; by: string },
	): void {
		const named = this.#placed.messages.filter(
			(other) =>
				other !== message &&
				(other.send?.messageIds.includes(id) ||
					other.recipients.some(({ leg: one }) => isNamed(one, id, leg))),
		);
		const [other] = named;
		if (!other || named.length > 1) return;
		if (message.related.some((one) => one.other === other && one.by === by))
			return;
		message.related.push({ leg, other, by, confidence: "certain" });
	}
}

/** It has the Message-ID, or is of the same client and has it in its location. */
function isNamed(leg: LegDraft, id: string, by: LegDraft): boolean {
	return leg.messageIds.includes(id) || (leg.isOf(by.first) && leg.isNamed(id));
}
