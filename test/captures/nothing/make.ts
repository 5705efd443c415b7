import { join, type Octets, pcap, scenario } from "../../builder/index.js";

/** Traffic without MMS, cut in the middle of its last packet. */
export function capture(): Octets {
	const packets = [
		...scenario({ seed: 9, messages: 1, share: 0.01, pictureSize: 20 }),
	].filter((packet) => !isMms(packet.datagram));
	return join(pcap(packets.slice(0, 60)).subarray(0, -10));
}

/** Servers of the scenario that have to do with MMS. */
function isMms(datagram: Uint8Array): boolean {
	const hosts = datagram.subarray(12, 20);
	const text = hosts.join(".");
	return /192\.0\.2\.|198\.51\.100\.7/.test(text) || datagram[0] !== 0x45;
}
