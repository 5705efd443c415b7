import type { Core } from "../wasm/instance.js";
import * as layout from "../wasm/layout.js";
import type { Input } from "./input.js";

/** Octets read of each capture to find its first record, when there are more captures than slots. */
const FIRST_READ = 0x10000;

/**
 * Which capture is in which slot of the memory. With more captures than slots, those whose next record is late are
 * parked outside; the walk stops when one of them is due.
 */
export class Slots {
	readonly #core: Core;
	/** Captures whose first record is not known yet. */
	readonly #unseen: Input[] = [];
	#parked: Input[] = [];
	readonly #used: (Input | undefined)[];

	constructor(core: Core, inputs: readonly Input[]) {
		this.#core = core;
		const slots = Math.min(inputs.length, layout.INPUT_SLOTS);
		this.#used = new Array(slots).fill(undefined);
		core.view.setUint32(layout.CONTROL_SLOTS, slots, true);
		if (inputs.length > layout.INPUT_SLOTS) this.#unseen.push(...inputs);
		else for (const input of inputs) this.#place(input);
	}

	/** The capture in this slot. */
	at(slot: number): Input {
		const input = this.#used[slot];
		if (!input) throw new Error(`no capture has slot ${slot}`);
		return input;
	}

	/** The slot is free again. */
	release(slot: number): void {
		this.#used[slot] = undefined;
	}

	#place(input: Input): void {
		const slot = this.#used.indexOf(undefined);
		this.#used[slot] = input;
		input.attach(slot);
	}

	/** Finds the first record of every capture, if there are more captures than slots. */
	prime(): undefined | Promise<void> {
		for (let input = this.#unseen[0]; input; input = this.#unseen[0]) {
			if (input.slot < 0) this.#place(input);
			const pending = this.#look(input);
			if (pending) return pending.then(() => this.prime());
		}
		if (this.#parked.length > 0) this.#tell();
		return undefined;
	}

	/** Parks the capture when its next record is known; otherwise reads on. */
	#look(input: Input): undefined | Promise<void> {
		const answer = this.#core.exports.look(input.slot);
		if (answer === layout.WALK_INPUT)
			return input.fill(FIRST_READ) ?? undefined;
		this.#unseen.shift();
		const { slot } = input;
		this.release(slot);
		if (answer === layout.WALK_ENDED) return input.end() ?? undefined;
		this.#park(input);
		return undefined;
	}

	#park(input: Input): void {
		input.park();
		this.#parked.push(input);
		this.#parked.sort(byNextTime);
	}

	/** Brings the earliest parked capture into a slot, in place of the latest when none is free. */
	bring(): void {
		const input = this.#parked.shift();
		if (!input) return;
		if (!this.#used.includes(undefined)) {
			const latest = this.#used.reduce((a, b) =>
				a && b && byNextTime(a, b) < 0 ? b : a,
			);
			if (latest) {
				this.release(latest.slot);
				this.#park(latest);
			}
		}
		this.#place(input);
		this.#tell();
	}

	/** Tells the core when the next parked capture is due. */
	#tell(): void {
		const { view, bytes } = this.#core;
		const [next] = this.#parked;
		bytes.fill(0xff, layout.CONTROL_DUE_TIME, layout.CONTROL_DUE_TIME + 8);
		if (!next) return;
		bytes.set(next.nextTime, layout.CONTROL_DUE_TIME);
		view.setUint32(layout.CONTROL_DUE_CAPTURE, next.index, true);
	}
}

/** By the time of the next record, ties in the order given. */
function byNextTime(a: Input, b: Input): number {
	for (let i = 7; i >= 0; i--) {
		const difference = (a.nextTime[i] as number) - (b.nextTime[i] as number);
		if (difference !== 0) return difference;
	}
	return a.index - b.index;
}
