using System.Text.Json.Nodes;

namespace CallbackGen.Tool.Infer;

/// <summary>A message that gives the signature which a captured request has.</summary>
/// <param name="Place">Where the signature stands.</param>
/// <param name="Scheme"><c>hmac</c>, <c>digest</c> or <c>signature</c>.</param>
/// <param name="Algorithm">The algorithm of the scheme.</param>
/// <param name="Key">The key's reading, of an HMAC.</param>
/// <param name="PublicKey">The public key, of a signature.</param>
/// <param name="Message">The message as the schema writes it.</param>
internal sealed record MessageMatch(
    SignaturePlace Place,
    string Scheme,
    string Algorithm,
    KeyForm? Key,
    PublicKeyForm? PublicKey,
    JsonNode Message
);
