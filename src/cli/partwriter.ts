import { createHash } from "node:crypto";
import {
	closeSync,
	lstatSync,
	mkdirSync,
	openSync,
	unlinkSync,
	writeSync,
} from "node:fs";
import { join } from "node:path";
import type { PduContents } from "../exchange/contents.js";
import type { PartLimits } from "../parts/limits.js";
import {
	isLeaf,
	type PartFile,
	type PartsPlan,
	type PlannedPdu,
} from "../parts/plan.js";
import type { Part } from "../record.js";
import { OutputError } from "./exit.js";

export const INDEX = "index.ndjson";

/** Where and how parts are written. */
export interface PartTarget {
	folder: string;
	/** Write over files that exist. */
	force: boolean;
	limits: PartLimits;
}

/** Where a part belongs. */
interface Wanted {
	pdu: PlannedPdu;
	part: Part;
	index: number;
}

/** Writes the parts that a plan wants into a folder, one folder for each message. Links are never followed. */
export class PartWriter {
	readonly #plan: PartsPlan;
	readonly #target: PartTarget;
	readonly #folders = new Set<string>();
	/** Files by message and hash: equal contents of a message are written once. */
	readonly #written = new Map<string, string>();
	readonly #entries: { order: number; entry: PartFile }[] = [];
	/** Octets and files that were written. */
	octets = 0;
	files = 0;
	/** Parts that a limit cut or left out. */
	limited = 0;

	constructor(plan: PartsPlan, target: PartTarget) {
		this.#plan = plan;
		this.#target = target;
	}

	/** Refuses a folder that holds the files of an earlier run, before anything is read. */
	prepare(): void {
		const { folder, force } = this.#target;
		attempt(folder, () => mkdirSync(folder, { recursive: true }));
		if (!force && exists(join(folder, INDEX)))
			throw new OutputError(
				`${join(folder, INDEX)} is there already; --force writes over files`,
			);
	}

	/** Writes what is wanted of a PDU. */
	write({ pduHash, firstTime, parts, data }: PduContents): void {
		for (const pdu of this.#plan.wantedOf(pduHash, firstTime))
			for (const [index, part] of parts.entries())
				if (isLeaf(part) && pdu.files[index])
					this.#writePart({ pdu, part, index }, data[index]!);
	}

	/** What was written, in the order of the messages. */
	get entries(): PartFile[] {
		return this.#entries
			.sort((a, b) => a.order - b.order || a.entry.part - b.entry.part)
			.map(({ entry }) => entry);
	}

	/** Writes a text into the folder. */
	writeText(name: string, text: string): void {
		this.#create(
			join(this.#target.folder, name),
			new TextEncoder().encode(text),
		);
	}

	#writePart({ pdu, part, index }: Wanted, octets: Uint8Array): void {
		const { limits } = this.#target;
		const room = limits["parts-octets"] - this.octets;
		const kept = octets.subarray(0, Math.min(limits["part-octets"], room));
		if (kept.length < octets.length) this.limited++;
		if (room <= 0 && octets.length > 0) return;
		const sha256 = createHash("sha256").update(kept).digest("hex");
		const entry = {
			type: "part",
			message: pdu.message,
			...(pdu.leg !== undefined && { leg: pdu.leg }),
			exchange: pdu.exchange,
			frame: pdu.half.frame,
			part: index,
			contentType: part.contentType,
			...(part.charset !== undefined && { charset: part.charset }),
			...(part.name !== undefined && { name: part.name }),
			file: this.#file(pdu, index, kept, sha256),
			size: kept.length,
			dataLength: part.size,
			sha256,
			complete: kept.length === part.size,
		} satisfies PartFile;
		this.#entries.push({ order: pdu.order, entry });
	}

	/** The file that holds the octets: that of an equal part of the message, or a new one. */
	#file(
		pdu: PlannedPdu,
		index: number,
		octets: Uint8Array,
		sha256: string,
	): string {
		const name = pdu.files[index]!;
		const key = `${pdu.message} ${sha256} ${name.endsWith(".partial")}`;
		const known = this.#written.get(key);
		if (known !== undefined) return known;
		const file = `${pdu.message}/${name}`;
		this.#makeFolder(pdu.message);
		this.#create(join(this.#target.folder, pdu.message, name), octets);
		this.#written.set(key, file);
		this.octets += octets.length;
		this.files++;
		return file;
	}

	#makeFolder(name: string): void {
		if (this.#folders.has(name)) return;
		const path = join(this.#target.folder, name);
		if (!exists(path)) attempt(path, () => mkdirSync(path));
		else if (!lstatSync(path).isDirectory())
			throw new OutputError(`${path} is there and no folder`);
		this.#folders.add(name);
	}

	#create(path: string, octets: Uint8Array): void {
		if (exists(path)) {
			if (!this.#target.force)
				throw new OutputError(
					`${path} is there already; --force writes over files`,
				);
			// A link goes, what it leads to stays.
			attempt(path, () => unlinkSync(path));
		}
		attempt(path, () => {
			const file = openSync(path, "wx");
			try {
				for (let done = 0; done < octets.length; )
					done += writeSync(file, octets, done);
			} finally {
				closeSync(file);
			}
		});
	}
}

/** Whether something has this name, a link that leads nowhere included. */
function exists(path: string): boolean {
	return lstatSync(path, { throwIfNoEntry: false }) !== undefined;
}

function attempt(path: string, action: () => void): void {
	try {
		action();
	} catch (error) {
		throw new OutputError(`${path}: ${(error as Error).message}`);
	}
}
