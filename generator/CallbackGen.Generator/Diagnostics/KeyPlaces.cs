using CallbackGen.Generator.Model;
using Microsoft.CodeAnalysis.Text;

namespace CallbackGen.Generator.Diagnostics;

/// <summary>
/// The locations where a schema file declares keys and signs messages, for problems with the use of the same key in other files.
/// </summary>
internal sealed class KeyPlaces
{
    public List<SchemePlace> Schemes { get; } = [];

    public List<CodePlace> Codes { get; } = [];

    public List<KeyPlace> Keys { get; } = [];
}

/// <summary>The declaration of a key.</summary>
/// <param name="Key">The name of the key.</param>
/// <param name="Place">The span of the declaration.</param>
internal sealed record KeyPlace(string Key, TextSpan Place);

/// <summary>The declaration of the message that a scheme signs.</summary>
/// <param name="Scheme">The scheme, or one of several schemes.</param>
/// <param name="Place">The span of the declaration.</param>
/// <param name="IsExcused">Whether the file states a reason why its key signs for other feeds too.</param>
internal sealed record SchemePlace(VerifyModel Scheme, TextSpan Place, bool IsExcused);

/// <summary>The name of an answer's code.</summary>
/// <param name="Code">The code.</param>
/// <param name="Place">The span of the name.</param>
/// <param name="Excuse">The span of the stated reason why the code may sign a callback; null where the file states none.</param>
/// <param name="SignsOwn">Whether the code may sign a callback of the same feed.</param>
internal sealed record CodePlace(CodeModel Code, TextSpan Place, TextSpan? Excuse, bool SignsOwn);
