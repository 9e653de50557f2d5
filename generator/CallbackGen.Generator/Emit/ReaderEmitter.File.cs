using CallbackGen.Generator.Model;

namespace CallbackGen.Generator.Emit;

/// <summary>The reader as a part of a file.</summary>
internal sealed partial class ReaderEmitter
{
    private ReaderEmitter(CodeWriter writer, FeedModel feed)
    {
        _feed = feed;
        _writer = writer;
    }

    public static void Emit(CodeWriter writer, FeedModel feed) => new ReaderEmitter(writer, feed).EmitAll();
}
