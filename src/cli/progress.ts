import type { Options, SingleBar } from "cli-progress";
import { formatCount, formatSize } from "../report/table/text.js";

/** How far the reading has come. */
export interface Progress {
	octets: number;
	totalOctets?: number;
	packets: number;
	messages: number;
}

/** A bar on standard error for work that takes longer than a second; nothing when that is no terminal. */
export class ProgressBar {
	readonly #started = performance.now();
	readonly #enabled: boolean;
	#bar: SingleBar | undefined;
	/** Loaded when it is needed: most runs are shorter. */
	#makeBar: typeof SingleBar | undefined;

	constructor(enabled: boolean) {
		this.#enabled = enabled && process.stderr.isTTY === true;
	}

	update(progress: Progress): void {
		if (!this.#enabled || performance.now() - this.#started < 1000) return;
		if (!this.#makeBar) {
			this.#load();
			return;
		}
		if (!this.#bar) {
			this.#bar = new this.#makeBar(barOptions(progress.totalOctets));
			this.#bar.start(progress.totalOctets ?? 1, 0, texts(progress));
		}
		this.#bar.update(progress.octets, texts(progress));
	}

	/** Takes the bar away, so that lines can be written to the same terminal; the next update draws it again. */
	clear(): void {
		if (this.#bar) process.stderr.write("\r\u001b[K");
	}

	stop(): void {
		this.#bar?.stop();
		this.#bar = undefined;
	}

	#load(): void {
		import("cli-progress").then(({ SingleBar }) => {
			this.#makeBar = SingleBar;
		});
	}
}

function barOptions(total: number | undefined): Options {
	const counts = "{read}, {packets} packets, {messages} found";
	return {
		format:
			total === undefined
				? counts
				: `{bar} {percentage}% | ${counts} | {eta_formatted} left`,
		barCompleteChar: "█",
		barIncompleteChar: "░",
		barsize: 24,
		hideCursor: true,
		clearOnComplete: true,
		fps: 5,
		etaBuffer: 50,
	};
}

function texts({ octets, packets, messages }: Progress) {
	return {
		read: formatSize(octets),
		packets: formatCount(packets),
		messages: formatCount(messages),
	};
}
