import { createReadStream } from "node:fs";
import { open, readdir, stat } from "node:fs/promises";
import { join } from "node:path";
import { CaptureError } from "../error.js";

/** Captures that can be opened, and why others cannot. */
export interface CaptureList {
	/** Files, and `-` for standard input, folders replaced by the captures in them. */
	captures: string[];
	failures: CaptureError[];
}

/**
 * Looks at every path before anything is read, so that one wrong name among many costs a warning and not the run.
 *
 * @param paths files, folders (their captures in the order of names), or `-` for standard input
 */
export async function listCaptures(
	paths: readonly string[],
): Promise<CaptureList> {
	const list: CaptureList = { captures: [], failures: [] };
	for (const path of paths) {
		try {
			list.captures.push(...(await expandPath(path)));
		} catch (error) {
			list.failures.push(asCaptureError(path, error));
		}
	}
	return list;
}

async function expandPath(path: string): Promise<string[]> {
	if (path === "-") return [path];
	const found = await stat(path);
	if (found.isDirectory()) return capturesInFolder(path);
	// A pipe cannot be looked at without taking from it.
	if (found.isFile()) await checkCapture(path);
	return [path];
}

async function capturesInFolder(folder: string): Promise<string[]> {
	const entries = await readdir(folder, { withFileTypes: true });
	const captures: string[] = [];
	for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
		const path = join(folder, entry.name);
		if (!entry.isDirectory() && (await isCapture(path))) captures.push(path);
	}
	if (captures.length === 0)
		throw new CaptureError(
			"unreadable",
			`${folder}: no captures in this folder`,
			{
				file: folder,
			},
		);
	return captures;
}

async function isCapture(path: string): Promise<boolean> {
	try {
		await checkCapture(path);
		return true;
	} catch {
		return false;
	}
}

async function checkCapture(path: string): Promise<void> {
	const first = await readFirst(path);
	if (first.length === 0)
		throw new CaptureError("empty", `${path}: the file is empty`, {
			file: path,
		});
	const kind = recognise(first);
	if (kind === "capture") return;
	throw new CaptureError(
		"not-a-capture",
		kind === "other"
			? `${path}: not a pcap or pcapng capture`
			: `${path}: compressed with ${kind}, which is not read yet; try: ${kind} -dc ${path} | mmstrace -`,
		{ file: path },
	);
}

async function readFirst(path: string): Promise<Uint8Array> {
	const file = await open(path);
	try {
		const { buffer, bytesRead } = await file.read(new Uint8Array(4), 0, 4, 0);
		return buffer.subarray(0, bytesRead);
	} finally {
		await file.close();
	}
}

const PCAPNG = 0x0a0d0d0a;
const PCAP = [0xa1b2c3d4, 0xd4c3b2a1, 0xa1b23c4d, 0x4d3cb2a1];

// By the first four octets: draft-ietf-opsawg-pcap 4, draft-ietf-opsawg-pcapng 4.1, RFC 1952 2.3.1, RFC 8878 3.1.1.
function recognise(
	first: Uint8Array,
): "capture" | "gzip" | "zstd" | "xz" | "other" {
	if (first.length < 4) return "other";
	const magic = new DataView(first.buffer, first.byteOffset).getUint32(0);
	if (magic === PCAPNG || PCAP.includes(magic)) return "capture";
	if (magic >>> 16 === 0x1f8b) return "gzip";
	if (magic === 0x28b52ffd) return "zstd";
	return magic === 0xfd377a58 ? "xz" : "other";
}

function asCaptureError(path: string, error: unknown): CaptureError {
	if (error instanceof CaptureError) return error;
	const { code, message } = error as NodeJS.ErrnoException;
	const reasons: Record<string, string> = {
		ENOENT: "no such file or folder",
		EACCES: "no permission to read it",
		ENOTDIR: "no such file or folder",
		ELOOP: "too many symbolic links",
	};
	return new CaptureError(
		"unreadable",
		`${path}: ${reasons[code ?? ""] ?? message}`,
		{ file: path, cause: code },
	);
}

/** Octets of a pipe or of standard input (`-`), as they come. */
export function streamOf(path: string): AsyncIterable<Uint8Array> {
	return path === "-"
		? process.stdin
		: createReadStream(path, { highWaterMark: 512 * 1024 });
}
