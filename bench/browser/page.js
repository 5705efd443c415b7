// Runs in the page: has a worker read or analyse the file, and watches how long the main thread is blocked meanwhile.
import { inWorker } from "/dist/index.js";

const TICK = 5;

const WORK = { read, analyze };

globalThis.measure = async (work) => {
	const [file] = document.querySelector("input").files;
	const watch = new Watch();
	const done = await WORK[work](file);
	return { ...done, ...watch.end() };
};

async function analyze(file) {
	const library = inWorker(
		() => new Worker("/dist/worker.js", { type: "module" }),
	);
	const started = performance.now();
	const messages = [];
	for await (const message of library.analyze(file)) messages.push(message);
	const milliseconds = performance.now() - started;
	return { count: messages.length, milliseconds };
}

function read(file) {
	const worker = new Worker("/bench/browser/reader.js", { type: "module" });
	return new Promise((resolve, reject) => {
		worker.onerror = (event) => reject(new Error(event.message));
		worker.onmessage = ({ data }) => {
			worker.terminate();
			resolve(data);
		};
		worker.postMessage(file);
	});
}

/** A timer that should come every 5 ms, and the browser's own observation of tasks beyond 50 ms. */
class Watch {
	#late = 0;
	#tasks = 0;
	#last = performance.now();
	#timer = setInterval(() => this.#tick(), TICK);
	#observer = new PerformanceObserver((list) => this.#observe(list));

	constructor() {
		this.#observer.observe({ type: "longtask" });
	}

	#tick() {
		const now = performance.now();
		this.#late = Math.max(this.#late, now - this.#last - TICK);
		this.#last = now;
	}

	#observe(list) {
		for (const { duration } of list.getEntries())
			this.#tasks = Math.max(this.#tasks, duration);
	}

	end() {
		this.#tick();
		clearInterval(this.#timer);
		for (const { duration } of this.#observer.takeRecords())
			this.#tasks = Math.max(this.#tasks, duration);
		this.#observer.disconnect();
		return { latest: this.#late, longestTask: this.#tasks };
	}
}
