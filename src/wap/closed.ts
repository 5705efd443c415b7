import type { WtpExchange } from "./wtpexchange.js";

/** Exchanges that were reported and are remembered for repeats, in order of that, each for the same time. */
export class ClosedExchanges {
	/** Those that were forgotten meanwhile stay until they are the oldest. */
	#oldest: WtpExchange | undefined;
	#newest: WtpExchange | undefined;
	/** How many are remembered. */
	count = 0;
	/** Octets that are kept of them. */
	octets = 0;

	/** @param until second from which on it is of no use */
	add(exchange: WtpExchange, keptOctets: number, until: number): void {
		exchange.keptOctets = keptOctets;
		exchange.rememberedUntil = until;
		exchange.isRemembered = true;
		if (this.#newest) this.#newest.nextClosed = exchange;
		else this.#oldest = exchange;
		this.#newest = exchange;
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
		let oldest = this.#oldest;
		while (oldest && !oldest.isRemembered) {
			const next = oldest.nextClosed;
			oldest.nextClosed = undefined;
			oldest = next;
		}
		this.#oldest = oldest;
		if (!oldest) this.#newest = undefined;
		return oldest;
	}
}
