using System.Text.Json.Nodes;

namespace CallbackGen.Tool.Infer;

/// <summary>A message whose signature appears in a captured request.</summary>
/// <param name="Place">The source of the signature.</param>
/// <param name="Scheme"><c>hmac</c>, <c>digest</c> or <c>signature</c>.</param>
/// <param name="Algorithm">The algorithm of the scheme.</param>
/// <param name="Key">The decoded key, for an HMAC.</param>
/// <param name="PublicKey">The public key, for a signature.</param>
/// <param name="Message">The message in the form of a schema.</param>
internal sealed record MessageMatch(
    SignaturePlace Place,
    string Scheme,
    string Algorithm,
    KeyForm? Key,
    PublicKeyForm? PublicKey,
    JsonNode Message
);
