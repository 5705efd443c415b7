import type { Packet } from "../capture.js";
import type { Tap } from "../tap.js";
import type { Step } from "./carrier.js";

interface Running {
	life: Step;
	tap: Tap;
	/** Packets that passed and were not handed out yet. */
	packets: Packet[];
	at: number;
	/** Time of the next packet; of the clock when there is none. */
	due: number;
}

/** Runs many lives side by side and hands out their packets in order of time. Holds what is running, nothing else. */
export class Schedule {
	#heap: Running[] = [];

	get size(): number {
		return this.#heap.length;
	}

	/** Time of what comes next. */
	get next(): number {
		return this.#heap[0]?.due ?? Number.POSITIVE_INFINITY;
	}

	/** A life begins at the time of its tap. */
	add(tap: Tap, life: Step): void {
		const running: Running = { life, tap, packets: [], at: 0, due: tap.time };
		this.#push(running);
	}

	/** Hands out packets up to a time (excluded). */
	*until(end: number): Generator<Packet> {
		while (this.next < end) {
			const running = this.#pop();
			const limit = Math.min(this.next, end);
			while (running.at < running.packets.length) {
				const packet = running.packets[running.at] as Packet;
				if (packet.time > limit) break;
				running.at++;
				yield packet;
			}
			if (running.at < running.packets.length) {
				running.due = (running.packets[running.at] as Packet).time;
				this.#push(running);
			} else if (this.#advance(running)) this.#push(running);
		}
	}

	/** Runs a life up to its next pause. */
	#advance(running: Running): boolean {
		const { done } = running.life.next();
		running.packets = running.tap.take();
		running.at = 0;
		running.due = running.packets[0]?.time ?? running.tap.time;
		return !done || running.packets.length > 0;
	}

	#push(running: Running): void {
		const heap = this.#heap;
		let at = heap.push(running) - 1;
		while (at > 0) {
			const parent = (at - 1) >> 1;
			const above = heap[parent] as Running;
			if (above.due <= running.due) break;
			heap[at] = above;
			at = parent;
		}
		heap[at] = running;
	}

	#pop(): Running {
		const heap = this.#heap;
		const first = heap[0] as Running;
		const last = heap.pop() as Running;
		if (heap.length === 0) return first;
		let at = 0;
		for (;;) {
			let child = 2 * at + 1;
			if (child >= heap.length) break;
			const right = heap[child + 1];
			if (right && right.due < (heap[child] as Running).due) child++;
			if ((heap[child] as Running).due >= last.due) break;
			heap[at] = heap[child] as Running;
			at = child;
		}
		heap[at] = last;
		return first;
	}
}
