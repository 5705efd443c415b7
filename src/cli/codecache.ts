import {
	closeSync,
	fstatSync,
	mkdirSync,
	openSync,
	readdirSync,
	readFileSync,
	renameSync,
	statSync,
	unlinkSync,
	writeFileSync,
} from "node:fs";
import { homedir } from "node:os";
import { dirname, isAbsolute, join } from "node:path";

/** What V8 compiled of a script, kept from run to run. */
export interface CodeCache {
	/** What an earlier run kept; absent when there is nothing that can be trusted. */
	readonly data: Buffer | undefined;
	/** Keeps it for the next run, if that can be done. */
	keep(data: Buffer): void;
}

/** Of versions that are no longer in use. */
const DAYS_KEPT = 60;
/** About 1 MB each: those of the latest versions. */
const FILES_KEPT = 30;
/** Before the data: its length and a check sum. V8 trusts what it is given, and a disk may have lost some of it. */
const HEAD = 8;
/** One word in so many octets is enough: what gets lost is pages of 4 KiB. All of them would take as long as is saved. */
const STRIDE = 1024;
/** Files that are ours: a cache, or one that was being written when its program ended. */
const OURS = /\.cache(\.\d+)?$/;
/** Others may write to it. */
const WRITABLE_BY_OTHERS = 0o022;

/**
 * Opens the cache of a script. Nothing that goes wrong here reaches the user: the program is compiled anew then.
 *
 * @param script name that changes with its content
 * @param use what it is run for: what is compiled depends on it
 * @returns undefined where nothing may be kept: there is no place of the user's own, or `NODE_DISABLE_COMPILE_CACHE` is set
 */
export function openCodeCache(
	script: string,
	use: string,
): CodeCache | undefined {
	try {
		const folder = cacheFolder(process.env);
		if (folder === undefined || !isOurs(folder)) return undefined;
		const { versions, arch } = process;
		const file = join(folder, `${script}-${use}-${versions.v8}-${arch}.cache`);
		return { data: read(file), keep: (data) => write(file, data) };
	} catch {
		return undefined;
	}
}

/** Where programs of this user keep what they can make again. */
function cacheFolder(env: NodeJS.ProcessEnv): string | undefined {
	if (env.NODE_DISABLE_COMPILE_CACHE) return undefined;
	const base = env.XDG_CACHE_HOME || usualFolder(env);
	return base && isAbsolute(base) ? join(base, "mmstrace") : undefined;
}

function usualFolder({ LOCALAPPDATA }: NodeJS.ProcessEnv): string | undefined {
	switch (process.platform) {
		case "win32":
			return LOCALAPPDATA;
		case "darwin":
			return join(homedir(), "Library", "Caches");
		default:
			return join(homedir(), ".cache");
	}
}

/**
 * Code of it is run: a folder that belongs to somebody else, or to which others may write, is not used. Nor is one made
 * in another user's home, where `sudo` may leave us.
 */
function isOurs(folder: string): boolean {
	const own = process.geteuid?.();
	if (own === undefined) return true;
	let there = folder;
	let found = stat(there);
	while (!found && dirname(there) !== there) {
		there = dirname(there);
		found = stat(there);
	}
	if (found?.uid !== own) return false;
	return there !== folder || (found.mode & WRITABLE_BY_OTHERS) === 0;
}

function stat(path: string) {
	return statSync(path, { throwIfNoEntry: false });
}

function read(file: string): Buffer | undefined {
	let opened: number;
	try {
		opened = openSync(file, "r");
	} catch {
		return undefined;
	}
	try {
		const { uid, mode } = fstatSync(opened);
		const own = process.geteuid?.();
		if (own !== undefined && (uid !== own || mode & WRITABLE_BY_OTHERS))
			return undefined;
		const octets = readFileSync(opened);
		const data = octets.subarray(HEAD);
		return headOf(data).equals(octets.subarray(0, HEAD)) ? data : undefined;
	} finally {
		closeSync(opened);
	}
}

/** Whole or not at all: other runs may read and write it at the same time. */
function write(file: string, data: Buffer): void {
	const folder = dirname(file);
	const draft = `${file}.${process.pid}`;
	try {
		mkdirSync(folder, { recursive: true, mode: 0o700 });
		writeFileSync(draft, Buffer.concat([headOf(data), data]), {
			mode: 0o600,
			flag: "wx",
		});
		renameSync(draft, file);
		dropOld(folder);
	} catch {
		remove(draft);
	}
}

function headOf(data: Buffer): Buffer {
	let sum = 0;
	for (let at = 0; at + 4 <= data.length; at += STRIDE)
		sum = Math.imul(sum ^ data.readInt32LE(at), 0x01000193);
	const head = Buffer.alloc(HEAD);
	head.writeUInt32LE(data.length);
	head.writeInt32LE(sum, 4);
	return head;
}

function dropOld(folder: string): void {
	const before = Date.now() - DAYS_KEPT * 86_400_000;
	readdirSync(folder)
		.filter((name) => OURS.test(name))
		.map((name) => join(folder, name))
		.map((file) => ({ file, time: stat(file)?.mtimeMs ?? 0 }))
		.sort((one, other) => other.time - one.time)
		.forEach(({ file, time }, index) => {
			if (index >= FILES_KEPT || time < before) remove(file);
		});
}

function remove(file: string): void {
	try {
		unlinkSync(file);
	} catch {
		// It was never made, or somebody else has removed it.
	}
}
