using System.Collections;
using CallbackGen.Generator.Model;

namespace CallbackGen.Generator.Schema.Vocabulary;

/// <summary>The words that a keyword accepts, each with its value.</summary>
internal sealed class WordList<T> : IEnumerable<string>
    where T : struct, Enum
{
    private readonly List<string> _words = [];
    private readonly Dictionary<string, T> _values = new(StringComparer.Ordinal);

    /// <summary>Lists the words of all values, or of the accepted values, in their order.</summary>
    public WordList(Func<T, bool>? takes = null)
    {
        foreach (var value in ((T[])Enum.GetValues(typeof(T))).Where(value => takes?.Invoke(value) != false))
        {
            _words.Add(value.Word());
            _values.Add(value.Word(), value);
        }
    }

    public bool TryFind(string word, out T value) => _values.TryGetValue(word, out value);

    public IEnumerator<string> GetEnumerator() => _words.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
