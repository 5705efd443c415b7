// The whole ABI on one screen: exported functions only.

export { copyOctets } from "./bytes";
export { nextCounter } from "./cursor";
export { decodeDatagram } from "./datagram";
export { finishDns } from "./dns/resolution";
export { createFlows, flowsEnd, growFlows } from "./flow";
export { look, walk } from "./frame";
export { readHead } from "./http/head";
export {
	decodeContentType,
	decodeMmse,
	decodeMmseHead,
	decodeMultipart,
	decodeWspHeaders,
	findMmse,
	hash,
	hashParts,
	hashPdu,
	quickHashPdu,
} from "./mmse/index";
export { version } from "./version";
export {
	decodeAddresses,
	decodeCapabilities,
	decodeWsp,
} from "./wap/wsp";
export { decodeWtp } from "./wap/wtp";
