using System.IO.Pipelines;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace CallbackGen.AspNetCore;

/// <summary>
/// Buffers the response body that a handler writes until the handler has returned. The first byte would send the status with it,
/// and a handler that fails after that would already have reported a success to the provider.
/// </summary>
internal sealed class HeldResponse : IHttpResponseBodyFeature
{
    private readonly IFeatureCollection _features;
    private readonly IHttpResponseBodyFeature _response;
    private StreamResponseBodyFeature? _holder;
    private bool _isStarted;

    private HeldResponse(IFeatureCollection features, IHttpResponseBodyFeature response)
    {
        _features = features;
        _response = response;
    }

    /// <inheritdoc />
    public Stream Stream => Holder.Stream;

    /// <inheritdoc />
    public PipeWriter Writer => Holder.Writer;

    /// <summary>Whether the handler has written a response of its own.</summary>
    public bool HasAnswer => _isStarted || Written is { Length: > 0 };

    private StreamResponseBodyFeature Holder => _holder ??= new(new Buffer());

    private Buffer? Written => (Buffer?)_holder?.Stream;

    /// <summary>Begins to buffer the body that is written to a response.</summary>
    public static HeldResponse Hold(HttpContext context)
    {
        var features = context.Features;
        var held = new HeldResponse(features, features.GetRequiredFeature<IHttpResponseBodyFeature>());
        features.Set<IHttpResponseBodyFeature>(held);
        return held;
    }

    /// <summary>Ends the buffering and sends the buffered body.</summary>
    public async Task ReleaseAsync()
    {
        Drop();
        if (_holder is null)
            return;
        // The pipe's writer may hold bytes that are not flushed yet.
        await _holder.CompleteAsync();
        if (Written is { Length: > 0 } written)
            await _response.Stream.WriteAsync(written.GetBuffer().AsMemory(0, (int)written.Length), CancellationToken.None);
    }

    /// <summary>Ends the buffering and discards the buffered body.</summary>
    public void Drop() => _features.Set(_response);

    /// <inheritdoc />
    public void DisableBuffering()
    {
        // No byte is sent before the handler has returned, whichever code disables buffering.
    }

    /// <inheritdoc />
    public Task StartAsync(CancellationToken cancellationToken = default)
    {
        _isStarted = true;
        return Task.CompletedTask;
    }

    /// <inheritdoc />
    public Task SendFileAsync(string path, long offset, long? count, CancellationToken cancellationToken = default)
    {
        _isStarted = true;
        return Holder.SendFileAsync(path, offset, count, cancellationToken);
    }

    /// <inheritdoc />
    public Task CompleteAsync()
    {
        _isStarted = true;
        return _holder?.CompleteAsync() ?? Task.CompletedTask;
    }

    /// <summary>A buffer that stays readable after a writer over it is disposed, as a server's stream stays open.</summary>
    private sealed class Buffer : MemoryStream
    {
#pragma warning disable CA2215 // The base method would close the stream.
        protected override void Dispose(bool disposing)
#pragma warning restore CA2215
        { }
    }
}
