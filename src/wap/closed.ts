import { Queue } from "./queue.js";
import type { WtpExchange } from "./wtpexchange.js";

/** Exchanges that were reported and are remembered for repeats, in order of that, each for the same time. */
export class ClosedExchanges {
	readonly #queue = new Queue<WtpExchange>(({ isRemembered }) => isRemembered);
	/** How many are remembered. */
	count = 0;
	/** Octets that are kept of them. */
	octets = 0;

	/** @param until second from which on it is of no use */
	add(exchange: WtpExchange, keptOctets: number, until: number): void {
		exchange.keptOctets = keptOctets;
		exchange.rememberedUntil = until;
		exchange.isRemembered = true;
		this.#queue.add(exchange);
		this.count++;
		this.octets += keptOctets;
	}

	/** It is not remembered any more. */
	remove(exchange: WtpExchange): void {
		if (!exchange.isRemembered) return;
		exchange.isRemembered = false;
		this.count--;
		this.octets -= exchange.keptOctets;
	}

	/** The oldest that is remembered. */
	get oldest(): WtpExchange | undefined {
		return this.#queue.oldest;
	}
}
