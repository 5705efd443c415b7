import type { Exchange, Message } from "../../record.js";
import { formatEndpoint } from "../table/text.js";
import type { Place } from "./place.js";

/** A column of the ladder: one who takes part. */
export interface Lane {
	title: string;
	/** Columns stand in this order. */
	rank: number;
	addresses: string[];
}

const GATEWAYS = 40;
const SERVER_RANK = 50;

/** The columns of a message, made as they are asked for. */
export class Lanes {
	readonly #lanes = new Map<number, Lane>();
	readonly #message: Message;

	constructor(message: Message) {
		this.#message = message;
	}

	/** The two ends of a hop: nearer to the handset and farther from it. `hops` are those of one exchange, nearest first. */
	ends(
		hops: readonly Exchange[],
		index: number,
		place: Place,
	): readonly [Lane, Lane] {
		const { client, server, serverPort, transport } = hops[index] as Exchange;
		const next = hops[index + 1];
		if (hops[index]?.dns)
			return [this.#phone(place, client), this.#dns(place, server)];
		const near =
			index === 0 ? this.#phone(place, client) : this.#gateway(place, index);
		// Over PAP the server's side asks: its port says nothing.
		const far = next
			? this.#gateway(place, index + 1)
			: this.#server(
					transport === "pap" ? server : formatEndpoint(server, serverPort),
				);
		if (next) addTo(far, server === next.server ? next.client : server);
		return [near, far];
	}

	#phone({ side }: Place, address: string): Lane {
		const isSender = side === "sender";
		const title = isSender ? this.#senderTitle() : "Recipient";
		return addTo(this.#lane(isSender ? 0 : 100, title), address);
	}

	#senderTitle(): string {
		return this.#message.send ? "Client" : "Sender";
	}

	#gateway({ side }: Place, index: number): Lane {
		const distance = Math.min(index, GATEWAYS);
		return this.#lane(side === "sender" ? distance : 100 - distance, "Gateway");
	}

	#dns({ side }: Place, address: string): Lane {
		const rank = side === "sender" ? SERVER_RANK - 5 : SERVER_RANK + 5;
		return addTo(this.#lane(rank, "DNS"), address);
	}

	#server(address: string): Lane {
		return addTo(this.#lane(SERVER_RANK, "MMSC"), address);
	}

	#lane(rank: number, title: string): Lane {
		let lane = this.#lanes.get(rank);
		if (!lane) {
			lane = { title, rank, addresses: [] };
			this.#lanes.set(rank, lane);
		}
		return lane;
	}
}

function addTo(lane: Lane, address: string): Lane {
	if (!lane.addresses.includes(address)) lane.addresses.push(address);
	return lane;
}
