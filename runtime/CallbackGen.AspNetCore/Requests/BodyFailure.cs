using System.Diagnostics;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace CallbackGen.AspNetCore;

/// <summary>
/// Decides whether the sender or this application is at fault when a body could not be read. A fault of the sender is a rejection.
/// Any other fault, such as a full disk under a buffered body or a bug in a stream, must make the provider redeliver the callback.
/// </summary>
internal static class BodyFailure
{
    /// <summary>Returns the fault of the request.</summary>
    /// <param name="failure">The exception that reading threw.</param>
    /// <param name="context">The request.</param>
    /// <returns>The rejection; null when this application is at fault.</returns>
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
    /// Whether a decompression provider that the application registered failed to decode the body: such a provider may throw any
    /// exception for corrupt data. Exceptions of the system below it and cancellations do not count.
    /// </summary>
    private static bool IsOfDecoder(Exception failure, HttpContext context) =>
        context.Request.Body.GetType().Assembly.GetName().Name == "Microsoft.AspNetCore.RequestDecompression"
        && failure is not (OperationCanceledException or ObjectDisposedException or OutOfMemoryException or UnauthorizedAccessException)
        // A disk or a connection below the decoder throws the runtime's IOException; a decoder's own type describes corrupt data.
        && !(failure is IOException && failure.GetType().Assembly == typeof(object).Assembly);

    private static CallbackRejection? ExplainByOrigin(Exception failure) =>
        ThrownBy(failure) switch
        {
            // Brotli has no exception of its own for corrupt data, and zlib's is not an InvalidDataException.
            var type when IsIn(type, "System.IO.Compression") => Malformed("the body is not of the coding that it is said to have"),
            // A chunk size that overflows is a plain IOException, also through a stream that a middleware wraps around the server's.
            var type when IsIn(type, "Microsoft.AspNetCore.Server") => Malformed("the body did not arrive as the server expects it"),
            // The limit of a buffered body. Its disk throws other exception types, or throws from a deeper method.
            "Microsoft.AspNetCore.WebUtilities.FileBufferingReadStream" when failure.GetType() == typeof(IOException) => TooLarge(
                "the body is larger than the application buffers"
            ),
            _ => null,
        };

    /// <summary>Whether the body is the server's own stream, which fails only because of the connection.</summary>
    private static bool IsOfServer(HttpContext context) =>
        context.Features.Get<IHttpRequestFeature>() is { } request && request.Body.GetType().Assembly == request.GetType().Assembly;

    /// <summary>Returns the outermost type whose method threw; empty when it is unknown.</summary>
    private static string ThrownBy(Exception failure)
    {
        var frame = new StackTrace(failure).GetFrame(0);
        var type = frame is null ? null : DiagnosticMethodInfo.Create(frame)?.DeclaringTypeName;
        // An asynchronous method is compiled into a nested type.
        return type?.Split('+')[0] ?? "";
    }

    private static bool IsIn(string type, string @namespace) =>
        type.StartsWith(@namespace, StringComparison.Ordinal) && type.Length > @namespace.Length && type[@namespace.Length] == '.';

    private static CallbackRejection TooLarge(string detail) => new(CallbackRejectionReason.BodyTooLarge, "rawBody", detail);

    private static CallbackRejection Malformed(string detail) => new(CallbackRejectionReason.Malformed, "rawBody", detail);
}
