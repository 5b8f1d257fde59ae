/** In the open only within one's own network: these names and addresses do not lead out of it. */
const ownNetwork = /^([^.:]+|.+\.(local|lan|home\.arpa|internal)|(127|10)(\.\d+){3}|192\.168(\.\d+){2}|172\.(1[6-9]|2\d|3[01])(\.\d+){2}|\[(::1|f[cd].*)\])$/i;

/** What is wrong with this address for a webhook; undefined: nothing. */
export function addressFault(text: string): string | undefined {
  if (!URL.canParse(text)) return "it is no address such as https://example.org/door";
  const { protocol, hostname, username, password } = new URL(text);
  if (username || password) return "a name or a password in it would lie open, and the receiver knows who sends by the signature";
  if (protocol === "https:" || (protocol === "http:" && ownNetwork.test(hostname))) return undefined;
  return protocol === "http:" ? "http leads out of your own network unprotected, use https" : "it begins neither with https:// nor with http://";
}
