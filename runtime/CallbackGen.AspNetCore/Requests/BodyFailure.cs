using System.Diagnostics;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace CallbackGen.AspNetCore;

/// <summary>
/// Whose fault it is that a body could not be read. The sender's is a refusal, which is answered as what it is; all else is
/// ours: a full disk under a buffered body, or a bug in a stream, must have the provider send the callback again.
/// </summary>
internal static class BodyFailure
{
    /// <summary>What is wrong with the request.</summary>
    /// <param name="failure">What reading it threw.</param>
    /// <param name="context">The request.</param>
    /// <returns>The refusal; null when the failure is ours.</returns>
    public static CallbackRejection? Explain(Exception failure, HttpContext context) =>
        failure switch
        {
            BadHttpRequestException { StatusCode: StatusCodes.Status413PayloadTooLarge } => TooLarge(
                "the body is larger than the server allows"
            ),
            BadHttpRequestException => Malformed("the body did not arrive as the server expects it"),
            ConnectionResetException or ConnectionAbortedException => Malformed("the connection broke off within the body"),
            InvalidDataException => Malformed("the body is not of the coding that it is said to have"),
            IOException when IsOfServer(context) => Malformed("the body did not arrive as the server expects it"),
            IOException or InvalidOperationException when ExplainByOrigin(failure) is { } explained => explained,
            _ when IsOfDecoder(failure, context) => Malformed("the body is not of the coding that it is said to have"),
            _ => null,
        };

    /// <summary>
    /// Whether the framework's decompression has a provider of the application's decode the body, and that failed: such a provider
    /// throws what it likes at corrupt data. What the system under it throws, or whoever cancels, is not meant.
    /// </summary>
    private static bool IsOfDecoder(Exception failure, HttpContext context) =>
        context.Request.Body.GetType().Assembly.GetName().Name == "Microsoft.AspNetCore.RequestDecompression"
        && failure is not (OperationCanceledException or ObjectDisposedException or OutOfMemoryException or UnauthorizedAccessException)
        // Those of the runtime are what a disk and a connection under the decoder throw; one of a decoder's own says what it found.
        && !(failure is IOException && failure.GetType().Assembly == typeof(object).Assembly);

    private static CallbackRejection? ExplainByOrigin(Exception failure) =>
        ThrownBy(failure) switch
        {
            // Brotli has no exception of its own for corrupt data, and zlib's is no InvalidDataException.
            var type when IsIn(type, "System.IO.Compression") => Malformed("the body is not of the coding that it is said to have"),
            // A chunk's size that overflows is a plain IOException, also through a stream that a middleware put around the server's.
            var type when IsIn(type, "Microsoft.AspNetCore.Server") => Malformed("the body did not arrive as the server expects it"),
            // The limit of a buffered body; its disk has other exceptions, or is below.
            "Microsoft.AspNetCore.WebUtilities.FileBufferingReadStream" when failure.GetType() == typeof(IOException) => TooLarge(
                "the body is larger than the application buffers"
            ),
            _ => null,
        };

    /// <summary>Whether the body is the server's own stream, which fails by what the connection does and by nothing else.</summary>
    private static bool IsOfServer(HttpContext context) =>
        context.Features.Get<IHttpRequestFeature>() is { } request && request.Body.GetType().Assembly == request.GetType().Assembly;

    /// <summary>The outermost type whose method threw; empty when nobody knows.</summary>
    private static string ThrownBy(Exception failure)
    {
        var frame = new StackTrace(failure).GetFrame(0);
        var type = frame is null ? null : DiagnosticMethodInfo.Create(frame)?.DeclaringTypeName;
        // A nested type is what an asynchronous method becomes.
        return type?.Split('+')[0] ?? "";
    }

    private static bool IsIn(string type, string @namespace) =>
        type.StartsWith(@namespace, StringComparison.Ordinal) && type.Length > @namespace.Length && type[@namespace.Length] == '.';

    private static CallbackRejection TooLarge(string detail) => new(CallbackRejectionReason.BodyTooLarge, "rawBody", detail);

    private static CallbackRejection Malformed(string detail) => new(CallbackRejectionReason.Malformed, "rawBody", detail);
}
