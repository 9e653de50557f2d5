namespace CallbackGen.Verification;

/// <summary>How the payload of a request is read: by its method and content type, of the ways in which the feed arrives.</summary>
internal static class ContentChoice
{
    /// <summary>Chooses (RFC 9110: 405 and 415).</summary>
    /// <param name="request">The request.</param>
    /// <param name="receive">The ways in which the feed arrives.</param>
    /// <param name="rejection">Why the feed does not arrive so; null when there is a choice.</param>
    /// <param name="mayBeJson">Whether a text may be JSON as well, which its bytes decide: the type is not signed.</param>
    public static CallbackContent Choose(
        CallbackRequest request, IReadOnlyList<CallbackTransport> receive, out CallbackRejection? rejection, out bool mayBeJson)
    {
        var (json, form, query, xml, text) = (false, false, false, false, false);
        mayBeJson = false;
        for (var index = 0; index < receive.Count; index++)
        {
            var transport = receive[index];
            mayBeJson |= transport.Content == CallbackContent.Json;
            if (!string.Equals(transport.Method, request.Method, StringComparison.Ordinal))
                continue;
            json |= transport.Content == CallbackContent.Json;
            form |= transport.Content == CallbackContent.Form;
            query |= transport.Content == CallbackContent.Query;
            xml |= transport.Content == CallbackContent.Xml;
            text |= transport.Content == CallbackContent.Text;
        }

        rejection = null;
        if (!json && !form && !query && !xml && !text)
        {
            rejection = new(CallbackRejectionReason.MethodNotAllowed, "method", "is not one by which the feed arrives");
            return 0;
        }

        var declared = MediaType.GetContent(request.ContentType);
        var isUntyped = string.IsNullOrEmpty(request.ContentType);
        if ((declared == CallbackContent.Json && json) || (declared == CallbackContent.Form && form) || (declared == CallbackContent.Xml && xml))
            return declared;
        if (query && (request.ContentType is null || request.Body.IsEmpty))
            return CallbackContent.Query;
        if (text && (json ? declared == CallbackContent.Text || isUntyped : MediaType.IsUtf8(request.ContentType)))
            return CallbackContent.Text;
        if (json && !form && !query && !xml && isUntyped)
            return CallbackContent.Json;
        rejection = new(CallbackRejectionReason.UnsupportedContent, "header:Content-Type", "is not one with which the feed arrives, in UTF-8");
        return 0;
    }
}
