import { FrameSet } from "./frameset.js";

/** A packet by its numbers: over the whole input, and within its capture. */
export interface PacketNumber {
	capture: number;
	frame: number;
	captureFrame: number;
}

/** Numbers of packets, three for each: frame, capture, frame within the capture. */
export type PacketNumbers = readonly number[];

/** The packets to be copied, by capture. */
export class Chosen {
	/** Numbers over the whole input and within the capture, which rise together. */
	readonly #captures: { frames: FrameSet; captureFrames: FrameSet }[] = [];

	add(numbers: PacketNumbers): void {
		for (let i = 0; i + 2 < numbers.length; i += 3)
			this.#add(numbers[i]!, numbers[i + 1]!, numbers[i + 2]!);
	}

	#add(frame: number, capture: number, captureFrame: number): void {
		while (this.#captures.length <= capture)
			this.#captures.push({
				frames: new FrameSet(),
				captureFrames: new FrameSet(),
			});
		const { frames, captureFrames } = this.#captures[capture]!;
		frames.add(frame);
		captureFrames.add(captureFrame);
	}

	/** How many packets. */
	get size(): number {
		return this.#captures.reduce((sum, { frames }) => sum + frames.size, 0);
	}

	/** All of them in the order of the input. */
	*[Symbol.iterator](): Generator<PacketNumber> {
		const heads = this.#captures.map(({ frames, captureFrames }, capture) => {
			const head = {
				capture,
				frames: frames[Symbol.iterator](),
				captureFrames: captureFrames[Symbol.iterator](),
				frame: Number.POSITIVE_INFINITY,
				captureFrame: 0,
			};
			moveOn(head);
			return head;
		});
		for (;;) {
			const [first, ...others] = heads;
			if (!first) return;
			const next = others.reduce((a, b) => (b.frame < a.frame ? b : a), first);
			const { capture, frame, captureFrame } = next;
			if (frame === Number.POSITIVE_INFINITY) return;
			yield { capture, frame, captureFrame };
			moveOn(next);
		}
	}
}

interface Head {
	frames: Iterator<number>;
	captureFrames: Iterator<number>;
	frame: number;
	captureFrame: number;
}

function moveOn(head: Head): void {
	head.frame = head.frames.next().value ?? Number.POSITIVE_INFINITY;
	head.captureFrame = head.captureFrames.next().value ?? 0;
}
