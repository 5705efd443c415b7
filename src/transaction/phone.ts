import type { Evidence } from "./evidence.js";
import { KeyList } from "./keylist.js";

/** Kind of key: a phone, or an address. */
const PHONE = 1;

/** Hash of a phone's name, or of its address: made once for all tables by phone. */
export class PhoneKey {
	high = 0;
	low = 0;
	readonly #keys = new KeyList();

	/** Of the phone that made an exchange. */
	ofPhone(evidence: Evidence): this {
		return this.of(phoneName(evidence));
	}

	/** Of an address, as `clientKey` names it. */
	of(address: string): this {
		const keys = this.#keys.clear();
		keys.add(PHONE, address);
		this.high = keys.high(0);
		this.low = keys.low(0);
		return this;
	}
}

/**
 * Name of the phone: subscribers whom the network names do not share their address, one has it after the other. Behind a
 * gateway that tells their addresses they do.
 */
function phoneName({ client, subscriber, exchange }: Evidence): string {
	if (subscriber === undefined) return client;
	const { imsi, number } = subscriber;
	const isBehind = exchange.request?.clientAddress !== undefined;
	const name = isBehind ? undefined : (imsi ?? number);
	return name === undefined ? client : `${client}@${name}`;
}
