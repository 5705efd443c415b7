/**
 * Builds packets and captures for tests, benchmarks and examples. Pure TypeScript, no imports from `src/`, everything
 * seeded: the same calls give the same octets.
 *
 * ```ts
 * const tap = new Tap();                                        // a clock, and the packets that passed
 * const phone = endpoint("10.0.0.1", 40001), mmsc = endpoint("192.0.2.10", 80);
 * new TcpConnection(tap, phone, mmsc, { mss: 1400 })
 *   .open()
 *   .send("client", http.post("/mms", pdus.sendReq({ to: ["+447700900123/TYPE=PLMN"] })))
 *   .send("server", http.mmsResponse(pdus.sendConf({ messageId: "M1" })))
 *   .close();
 * const file = pcap(tap.take(), { link: "ethernet" });          // or pcapng(...), or new PcapngFile()
 * ```
 *
 * | namespace | makes |
 * |---|---|
 * | `dns`   | `query answer`, for addresses |
 * | `http`  | `post get httpRequest response mmsResponse chunked` |
 * | `pdus`  | usual MMSE PDUs: `sendReq sendConf notification notifyResp retrieveConf acknowledge delivery readReport` |
 * | `mmse`  | any MMSE PDU from fields: `pdu fields field multipart related mixed part TYPE MMS_STATUS` |
 * | `value` | WSP values: `uintvar withLength shortInteger longInteger text encoded contentType parameter` |
 * | `wsp`   | WSP PDUs: `connect connectReply reply push get post disconnect ... header connectionless` |
 * | `tunnel` | `gtpUser gre ipInIp vxlan geneve l2tp`: an IP datagram around a packet |
 * | `radius gtp pfcp` | signalling of subscribers from elements: `accounting createSessionRequest message ...`; `signalling`: digits, APNs, addresses |
 * | `wtp`   | WTP PDUs: `invoke result segmented ack negativeAck abort concatenate psnTpi totalSizeTpi` |
 *
 * A WTP transaction is datagrams: `tap.udp(phone, gateway, wtp.invoke(1, wsp.get(url)))`; a push is
 * `tap.udp(gateway, phone, wsp.connectionless(1, wsp.push(pdus.notification({...}))))`.
 * `TcpConnection.send` knows segmentation, order, duplicates, repeats, overlap and two kinds of loss (`SendOptions`).
 * `scenario({ seed, messages })` is a whole capture with known truth, see `scenario.ts`; `lives({ seed, messages })` another,
 * of an author who read STATES.md and nothing else, with everything crossed at random, see `lives/`.
 * `fragments` cuts an IP datagram; `frame` puts it on a link; `Packet.keep` is a snap length for one packet.
 */
export * from "./bytes.js";
export * from "./capture.js";
export * as dns from "./dns.js";
export * as gtp from "./gtp.js";
export * as http from "./http.js";
export * from "./icmp.js";
export * from "./ip.js";
export * from "./link.js";
export { type Lives, type LivesOptions, lives } from "./lives/index.js";
export * as mmse from "./mmse.js";
export * as pdus from "./pdus.js";
export * as pfcp from "./pfcp.js";
export * as radius from "./radius.js";
export * from "./scenario.js";
export * as signalling from "./signalling.js";
export * from "./tap.js";
export * from "./tcp.js";
export * as tunnel from "./tunnel.js";
export * as value from "./value.js";
export * as wsp from "./wsp.js";
export * as wtp from "./wtp.js";
