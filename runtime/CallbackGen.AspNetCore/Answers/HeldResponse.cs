using System.IO.Pipelines;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace CallbackGen.AspNetCore;

/// <summary>
/// Holds back what a handler writes until the handler has returned. The first byte would send the status with it, and a
/// handler that fails after that would have told the provider of a success.
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

    /// <summary>Whether the handler has answered by itself.</summary>
    public bool HasAnswer => _isStarted || Written is { Length: > 0 };

    private StreamResponseBodyFeature Holder => _holder ??= new(new Buffer());

    private Buffer? Written => (Buffer?)_holder?.Stream;

    /// <summary>Begins to hold back what is written to a response.</summary>
    public static HeldResponse Hold(HttpContext context)
    {
        var features = context.Features;
        var held = new HeldResponse(features, features.GetRequiredFeature<IHttpResponseBodyFeature>());
        features.Set<IHttpResponseBodyFeature>(held);
        return held;
    }

    /// <summary>Ends holding, and sends what was written.</summary>
    public async Task ReleaseAsync()
    {
        Drop();
        if (_holder is null)
            return;
        // A pipe's writer may hold the last of it.
        await _holder.CompleteAsync();
        if (Written is { Length: > 0 } written)
            await _response.Stream.WriteAsync(written.GetBuffer().AsMemory(0, (int)written.Length), CancellationToken.None);
    }

    /// <summary>Ends holding. What was written goes nowhere.</summary>
    public void Drop() => _features.Set(_response);

    /// <inheritdoc />
    public void DisableBuffering()
    {
        // Nothing is sent before the handler has returned, whoever asks for it.
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

    /// <summary>A buffer that stays readable when a writer over it is disposed of, as a server's stream stays open.</summary>
    private sealed class Buffer : MemoryStream
    {
#pragma warning disable CA2215 // That would close it.
        protected override void Dispose(bool disposing)
#pragma warning restore CA2215
        { }
    }
}
