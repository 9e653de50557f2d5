using Microsoft.AspNetCore.Http;

namespace CallbackGen.AspNetCore;

/// <summary>Adapts the headers of an HTTP request for the verifier.</summary>
internal sealed class HttpCallbackHeaders(IHeaderDictionary headers) : CallbackHeaders
{
    public override IEnumerable<string> Names => headers.Keys;

    public override IReadOnlyList<string?> GetValues(string name) => headers[name].ToArray();
}
