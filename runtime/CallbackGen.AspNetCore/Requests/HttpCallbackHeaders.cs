using Microsoft.AspNetCore.Http;

namespace CallbackGen.AspNetCore;

/// <summary>The headers of an HTTP request, as the verifier asks for them.</summary>
internal sealed class HttpCallbackHeaders(IHeaderDictionary headers) : CallbackHeaders
{
    public override IEnumerable<string> Names => headers.Keys;

    public override IReadOnlyList<string?> GetValues(string name) => headers[name].ToArray();
}
