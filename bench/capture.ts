import { spawnSync } from "node:child_process";
import {
	existsSync,
	mkdirSync,
	readdirSync,
	readFileSync,
	renameSync,
	statSync,
	writeFileSync,
} from "node:fs";
import { basename, dirname, join } from "node:path";
import { rotate } from "./rotate.js";
import { cache, fingerprint, root } from "./scratch.js";

/** What is generated, and how it is put on the wire and into files. */
export interface CaptureOptions {
	/** As of `generate.ts`. */
	kind: string;
	size: string;
	seed: string;
	variant: Variant;
	/** Messages a second. */
	rate?: string;
}

/** The same traffic in other clothes: what the generator is told for it. */
const VARIANTS = {
	plain: [],
	vlan: ["--vlan", "100"],
	ipv6: ["--family", "6"],
	pcapng: ["--pcapng"],
	rotated: [],
} as const;

export type Variant = keyof typeof VARIANTS;

/** A capture that lies in the cache. */
export interface Capture {
	/** One, or a hundred when it is rotated. */
	files: string[];
	/** Octets of the capture, unpacked. */
	bytes: number;
	packets?: number | undefined;
	messages?: number | undefined;
}

const FILES = 100;

/** Makes the capture unless the cache has it. */
export function generated(options: CaptureOptions): Capture {
	const folder = join(
		cache(),
		fingerprint("bench/generate.ts", "test/builder"),
	);
	const { kind, size, seed, variant, rate } = options;
	const name = [kind, size, seed, ...(rate ? [`rate${rate}`] : [])].join("-");
	if (variant === "rotated") {
		const whole = generated({ ...options, variant: "plain" });
		return { ...whole, files: rotated(join(folder, `${name}.gz`), whole) };
	}
	const path = join(folder, `${name}-${variant}.pcap`);
	const about = `${path}.json`;
	if (!existsSync(path)) writeFileSync(about, generate(path, options));
	const counts = JSON.parse(readFileSync(about, "utf8"));
	return { files: [path], bytes: statSync(path).size, ...counts };
}

/** A capture that a person names: nothing is known of it. */
export function given(path: string): Capture {
	return { files: [path], bytes: statSync(path).size };
}

function generate(path: string, options: CaptureOptions): string {
	const { kind, size, seed, variant, rate } = options;
	mkdirSync(dirname(path), { recursive: true });
	console.error(`generating ${basename(path)}`);
	const part = `${path}.${process.pid}`;
	const made = spawnSync(
		join(root, "node_modules/.bin/tsx"),
		[
			join(root, "bench/generate.ts"),
			...["--kind", kind, "--size", size, "--seed", seed, "-o", part],
			...VARIANTS[variant],
			...(rate ? ["--rate", rate] : []),
		],
		{ encoding: "utf8" },
	);
	if (made.status !== 0) throw new Error(made.stderr);
	const [, packets, messages] =
		/(\d+) packets, \d+ octets, (\d+) messages/.exec(made.stderr) ?? [];
	renameSync(part, path);
	return JSON.stringify({
		packets: Number(packets),
		messages: Number(messages),
	});
}

function rotated(folder: string, { files: [whole = ""], bytes }: Capture) {
	if (!existsSync(folder)) {
		console.error(`rotating into ${basename(folder)}`);
		const part = `${folder}.${process.pid}`;
		mkdirSync(part, { recursive: true });
		rotate(whole, part, Math.ceil(bytes / FILES));
		renameSync(part, folder);
	}
	return readdirSync(folder)
		.sort()
		.map((file) => join(folder, file));
}
