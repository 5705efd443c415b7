import { closeSync, openSync, readdirSync, readSync, statSync } from "node:fs";
import { basename, join } from "node:path";

/** First octets of a capture: draft-ietf-opsawg-pcap 4, draft-ietf-opsawg-pcapng 4.1. */
const MAGICS = ["a1b2c3d4", "d4c3b2a1", "a1b23c4d", "4d3cb2a1", "0a0d0d0a"];

// RFC 1952 2.3.1. Many other things are gzipped: the name must look like a capture's.
const GZIP = "1f8b";

/**
 * Puts the captures in a folder, in the order of their names, in the place of the folder. Other files in it, and
 * folders in it, are left out; so is a folder that holds none.
 */
export function expandFolders(paths: readonly string[]): string[] {
	return paths.flatMap((path) => (isFolder(path) ? capturesIn(path) : [path]));
}

/** Whether the path is a folder. */
export function isFolder(path: string): boolean {
	return (
		path !== "-" &&
		statSync(path, { throwIfNoEntry: false })?.isDirectory() === true
	);
}

function capturesIn(folder: string): string[] {
	return readdirSync(folder, { withFileTypes: true })
		.filter((entry) => entry.isFile() || entry.isSymbolicLink())
		.map((entry) => join(folder, entry.name))
		.sort()
		.filter(startsAsCapture);
}

function startsAsCapture(path: string): boolean {
	try {
		const file = openSync(path, "r");
		try {
			const start = Buffer.alloc(4);
			readSync(file, start, 0, 4, 0);
			const octets = start.toString("hex");
			return (
				MAGICS.includes(octets) ||
				(octets.startsWith(GZIP) && basename(path).includes("cap"))
			);
		} finally {
			closeSync(file);
		}
	} catch {
		// Not to be read: whoever names the file itself learns why.
		return false;
	}
}
