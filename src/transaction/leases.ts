import { TouchOrder } from "../flow/touchorder.js";

interface Lease<T> {
	readonly key: string;
	value: T;
	time: number;
	older: Lease<T> | undefined;
	newer: Lease<T> | undefined;
}

/** Values by key that are forgotten when nothing touched them for a while of capture time, or when there are too many. */
export class Leases<T> {
	readonly #leases = new Map<string, Lease<T>>();
	readonly #order = new TouchOrder<Lease<T>>();
	readonly #seconds: number;
	readonly #limit: number;

	constructor(options: { seconds: number; limit: number }) {
		this.#seconds = options.seconds;
		this.#limit = options.limit;
	}

	get(key: string): T | undefined {
		return this.#leases.get(key)?.value;
	}

	/** Keeps `value` from `time` on, and lets go of what is older than the lease. */
	set(key: string, value: T, time: number): void {
		const known = this.#leases.get(key);
		if (known) this.#renew(known, value, time);
		else this.#begin(key, value, time);
		this.#forget(time);
	}

	/** The value of the key, kept from `time` on; made when there is none. */
	touch(key: string, time: number, make: () => T): T {
		const known = this.#leases.get(key);
		const value = known ? known.value : make();
		if (known) this.#renew(known, value, time);
		else this.#begin(key, value, time);
		this.#forget(time);
		return value;
	}

	#begin(key: string, value: T, time: number): void {
		const lease = { key, value, time, older: undefined, newer: undefined };
		this.#leases.set(key, lease);
		this.#order.add(lease);
	}

	#renew(lease: Lease<T>, value: T, time: number): void {
		lease.value = value;
		lease.time = Math.max(lease.time, time);
		this.#order.touch(lease);
	}

	#forget(time: number): void {
		for (;;) {
			const { oldest } = this.#order;
			if (!oldest) return;
			const isOver = oldest.time + this.#seconds < time;
			if (!isOver && this.#leases.size <= this.#limit) return;
			this.#leases.delete(oldest.key);
			this.#order.remove(oldest);
		}
	}
}
