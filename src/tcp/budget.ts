/** Memory that many share: who takes some says so, and gives it back. */
export class Budget {
	readonly limit: number;
	#used = 0;

	constructor(limit: number) {
		this.limit = limit;
	}

	get used(): number {
		return this.#used;
	}

	get isExceeded(): boolean {
		return this.#used > this.limit;
	}

	/** There is room for `octets` more. */
	hasRoom(octets: number): boolean {
		return this.limit - this.#used >= octets;
	}

	/** Takes `octets`, or gives them back when they are negative (0 - n, as -0 is no small integer of V8). */
	charge(octets: number): void {
		this.#used += octets;
	}
}
