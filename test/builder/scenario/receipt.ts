import type { Octets } from "../bytes.js";
import * as mmse from "../mmse.js";
import * as pdus from "../pdus.js";
import {
	Actor,
	MMSC_URL,
	SECOND,
	type Stage,
	type TransportName,
} from "./actor.js";
import type { Answer, End, Step } from "./carrier.js";

export interface ReceiptOptions {
	transport: TransportName;
	ending: string;
	/** Content-Location ends in `=`; the phone appends the transaction id. */
	appendId?: boolean;
	/** Content-Location is https. */
	secure?: boolean;
	/** Seconds. */
	expiry?: number;
	/** Of an originator in this capture. */
	messageId?: string;
	content?: Octets;
	/** Null: the sender hides. */
	from?: string | null;
	message?: number;
	phone?: Actor["phone"];
}

/** What happens to one message on its way to one phone; endings are made of its steps. */
export class Receipt {
	readonly actor: Actor;
	readonly contentLocation: string;
	readonly messageId: string;
	readonly message: number;
	/** Of the notification, one after another. */
	readonly transactionIds: string[] = [];
	readonly #options: ReceiptOptions;
	readonly #content: Octets;
	readonly #from: string | undefined;

	constructor(stage: Stage, options: ReceiptOptions) {
		this.#options = options;
		this.actor = new Actor(stage, options.transport, options.phone);
		const { world } = stage;
		this.message = options.message ?? world.nextMessage();
		this.messageId = options.messageId ?? world.messageId(this.message);
		const location = world.contentLocation(
			world.nextMessage(),
			options.appendId,
		);
		this.contentLocation = options.secure
			? location.replace("http:", "https:")
			: location;
		this.#content = options.content ?? world.body(this.message);
		const from = options.from === undefined ? world.contact() : options.from;
		this.#from = from ?? undefined;
	}

	get transactionId(): string {
		return this.transactionIds.at(-1) ?? this.newId();
	}

	newId(): string {
		const id = this.actor.phone.nextTransaction();
		this.transactionIds.push(id);
		return id;
	}

	notification(): Octets {
		const { expiry } = this.#options;
		return pdus.notification({
			transactionId: this.transactionId,
			contentLocation: this.contentLocation,
			...(this.#from !== undefined && { from: this.#from }),
			subject: "Greetings",
			size: this.#content.length,
			...(expiry !== undefined && { expiry }),
		});
	}

	/** The notification as a push; a repeat may have a new transaction id. */
	*notify(newId = false): Step {
		if (newId) this.newId();
		this.actor.push(this.notification());
		yield* this.pause(0.2, 3);
	}

	*pause(from: number, to: number): Step {
		const { random } = this.actor.world;
		const seconds = from + (to - from) * random.next();
		yield* this.actor.wait(seconds * SECOND);
	}

	retrieveConf(about: Partial<pdus.RetrieveConf> = {}): Octets {
		return pdus.retrieveConf({
			transactionId: this.transactionId,
			messageId: this.messageId,
			...(this.#from !== undefined && { from: this.#from }),
			to: [this.actor.phone.number],
			subject: "Greetings",
			date: Math.floor(this.actor.tap.time / SECOND),
			content: this.#content,
			...about,
		});
	}

	/** m-retrieve-conf without a transaction id: no acknowledgement is due. */
	retrieveConfWithoutId(): Octets {
		const { transactionId: _, ...about } = {
			transactionId: "",
			messageId: this.messageId,
			...(this.#from !== undefined && { from: this.#from }),
			to: [this.actor.phone.number],
			content: this.#content,
		};
		return pdus.retrieveConf(about);
	}

	get url(): string {
		return this.#options.appendId
			? this.contentLocation + this.transactionId
			: this.contentLocation;
	}

	/** GET; by default answered with the message. */
	*get(answer?: Answer | null, end?: End): Step {
		const given = answer === undefined ? { body: this.retrieveConf() } : answer;
		const ask = { method: "GET", url: this.url } as const;
		yield* this.actor.carrier.exchange(ask, given ?? undefined, end);
	}

	*respond(status: number = mmse.MMS_STATUS.retrieved): Step {
		yield* this.actor.tell(pdus.notifyResp(this.transactionId, status));
	}

	*acknowledge(transactionId = this.transactionId): Step {
		yield* this.actor.tell(pdus.acknowledge(transactionId));
	}

	/** POST whose exchange does not end well. */
	*post(pdu: Octets, answer?: Answer, end?: End, url = MMSC_URL): Step {
		const ask = { method: "POST", url, pdu } as const;
		yield* this.actor.carrier.exchange(ask, answer, end);
	}
}
