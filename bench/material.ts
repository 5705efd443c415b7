import { spawnSync } from "node:child_process";
import { closeSync, openSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Capture, Variant } from "./capture.js";
import { cli } from "./scratch.js";

/** What rows are measured on: made when the first of them asks for it. */
export class Material {
	readonly folder: string;
	readonly #capture: (variant: Variant) => Capture;
	readonly #captures = new Map<Variant, Capture>();
	#exchanges: string | undefined;
	#known: { uid: string; number: string } | undefined;

	/** @param folder a temporary one, for what is not kept */
	constructor(folder: string, capture: (variant: Variant) => Capture) {
		this.folder = folder;
		this.#capture = capture;
	}

	capture(variant: Variant = "plain"): Capture {
		const known = this.#captures.get(variant);
		if (known) return known;
		const made = this.#capture(variant);
		this.#captures.set(variant, made);
		return made;
	}

	files(variant: Variant = "plain"): string[] {
		return this.capture(variant).files;
	}

	/** What `mmstrace exchanges` writes of the plain capture. */
	exchanges(): string {
		this.#exchanges ??= this.#write("exchanges");
		return this.#exchanges;
	}

	/** A message of the capture, and a number that it has to do with. */
	get known(): { uid: string; number: string } {
		this.#known ??= knownOf(this.#write("analyze"));
		return this.#known;
	}

	#write(command: string): string {
		const path = join(this.folder, `${command}.ndjson`);
		const out = openSync(path, "w");
		const { status, stderr } = spawnSync(
			process.execPath,
			[cli, command, "-q", "--format", "ndjson", ...this.files()],
			{ stdio: ["ignore", out, "pipe"], encoding: "utf8" },
		);
		closeSync(out);
		if (status !== 0) throw new Error(`mmstrace ${command}: ${stderr}`);
		return path;
	}
}

function knownOf(path: string): { uid: string; number: string } {
	for (const line of readFileSync(path, "utf8").split("\n")) {
		if (!line.startsWith('{"type":"message"')) continue;
		const { uid, from, to } = JSON.parse(line);
		const number = /\+\d{6,}/.exec(`${to?.[0]} ${from}`)?.[0];
		if (number) return { uid, number };
	}
	throw new Error("no message of the capture has a number");
}
