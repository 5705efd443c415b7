import { CaptureError, type ErrorCode } from "../error.js";
import { FORMAT_PCAP, FORMAT_PCAPNG } from "../wasm/layout.js";

/** Formats by CURSOR_FORMAT. A capture file format is added here and in `assembly/capture/index.ts`. */
export function formatName(format: number): "pcap" | "pcapng" | "unknown" {
	if (format === FORMAT_PCAP) return "pcap";
	return format === FORMAT_PCAPNG ? "pcapng" : "unknown";
}

const MAGICS: readonly { name: string; octets: readonly number[] }[] = [
	{ name: "gzip", octets: [0x1f, 0x8b] },
	{ name: "zstd", octets: [0x28, 0xb5, 0x2f, 0xfd] },
	{ name: "lz4", octets: [0x04, 0x22, 0x4d, 0x18] },
	{ name: "bzip2", octets: [0x42, 0x5a, 0x68] },
	{ name: "xz", octets: [0xfd, 0x37, 0x7a, 0x58, 0x5a] },
	{ name: "zip", octets: [0x50, 0x4b, 0x03, 0x04] },
];

/** Name of the compression that these first octets of a file belong to. */
export function compressionOf(start: Uint8Array): string | undefined {
	return MAGICS.find(({ octets }) =>
		octets.every((octet, i) => start[i] === octet),
	)?.name;
}

/** The error for a capture that cannot be read at all; damage inside a capture is a problem record. */
export function captureError(
	code: Extract<ErrorCode, "empty" | "not-a-capture" | "unreadable">,
	name: string,
	message: string,
): CaptureError {
	return new CaptureError(code, `${name}: ${message}`, { file: name });
}

/** What is wrong with a file that is no capture. */
export function notACapture(name: string, start: Uint8Array): CaptureError {
	const compression = compressionOf(start);
	if (compression) {
		const message = `compressed with ${compression}, which is not supported yet: decompress it first`;
		return captureError("not-a-capture", name, message);
	}
	const hex = [...start.subarray(0, 4)]
		.map((octet) => octet.toString(16).padStart(2, "0"))
		.join(" ");
	return captureError(
		"not-a-capture",
		name,
		`neither pcap nor pcapng (it starts with ${hex})`,
	);
}
