// extension.yaml: read, and with URLs in the place of its images. Outside the edited scalars no byte may change, and a
// reader must find what was intended. Judged by means of its own, not by the rewriter's.
#include "Fuzz.h"

#include "chart/ChartYaml.h"
#include "chart/ExtensionMetadata.h"
#include "chart/MetadataRewriter.h"
#include "chart/YamlFields.h"

#include <QSet>

#include <algorithm>

namespace ksp::fuzz {

namespace {

QString urlOf(int number)
{
    return QStringLiteral("https://cdn.example.com/ext/\"%1\".png?a=1#: é").arg(number);
}

/// Pieces of the text that may give way to something else.
struct Piece
{
    qsizetype begin = 0;
    qsizetype end = 0;
};

bool isBlank(char c)
{
    return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

/// Of a block scalar the header may change and its lines may go; of others just the scalar.
void addPieces(const YamlDocument &doc, int index, QList<Piece> *pieces)
{
    const YamlNode &node = doc.node(index);
    if (!node.block) {
        pieces->append({node.offset, node.end});
        return;
    }
    const QByteArray &text = doc.text();
    qsizetype header = node.offset;
    while (header < text.size() && !isBlank(text[header]))
        ++header;
    pieces->append({node.offset, header});
    const qsizetype line = text.indexOf('\n', header);
    if (line >= 0 && node.end > line + 1)
        pieces->append({line + 1, node.end});
}

/// One behind the double-quoted text or the flow list that stands at `at`, or -1.
qsizetype behindReplacement(const QByteArray &text, qsizetype at)
{
    const auto behindQuoted = [&text](qsizetype i) -> qsizetype {
        if (i >= text.size() || text[i] != '"')
            return -1;
        for (++i; i < text.size() && text[i] != '"'; ++i)
            i += text[i] == '\\' ? 1 : 0;
        return i < text.size() ? i + 1 : -1;
    };
    if (at >= text.size() || text[at] != '[')
        return behindQuoted(at);
    for (qsizetype i = at + 1;;) {
        i = behindQuoted(i);
        if (i < 0 || i >= text.size())
            return -1;
        if (text[i] == ']')
            return i + 1;
        if (!QByteArrayView(text).sliced(i).startsWith(", "))
            return -1;
        i += 2;
    }
}

/// Whether `after` is `before` with nothing changed but those pieces: kept, gone, or replaced by a quoted text.
bool isSameOutside(const QByteArray &before, const QByteArray &after, const QList<Piece> &pieces, qsizetype i = 0,
    qsizetype from = 0, qsizetype to = 0)
{
    if (i == pieces.size())
        return QByteArrayView(before).sliced(from) == QByteArrayView(after).sliced(to);
    const Piece &piece = pieces[i];
    const qsizetype gap = piece.begin - from;
    if (gap < 0) // within the piece before
        return isSameOutside(before, after, pieces, i + 1, from, to);
    if (QByteArrayView(before).sliced(from, gap)
        != QByteArrayView(after).sliced(to).first(qMin(gap, after.size() - to)))
        return false;
    to += gap;
    const qsizetype size = piece.end - piece.begin;
    if (const qsizetype behind = behindReplacement(after, to);
        behind >= 0 && isSameOutside(before, after, pieces, i + 1, piece.end, behind))
        return true;
    if (QByteArrayView(before).sliced(piece.begin, size)
            == QByteArrayView(after).sliced(to).first(qMin(size, after.size() - to))
        && isSameOutside(before, after, pieces, i + 1, piece.end, to + size))
        return true;
    // The lines of a block: those of text are gone, blank ones behind them may stay.
    for (qsizetype kept = piece.end; kept >= piece.begin; --kept) {
        if ((kept == piece.end || isBlank(before[kept])) && isSameOutside(before, after, pieces, i + 1, kept, to))
            return true;
        if (kept < piece.end && !isBlank(before[kept]))
            break;
    }
    return false;
}

QStringList texts(const QList<PlacedText> &list)
{
    QStringList all;
    for (const PlacedText &text : list)
        all.append(text.text);
    return all;
}

QString keysAndTexts(const LocalizedText &map)
{
    QString all;
    for (auto it = map.cbegin(); it != map.cend(); ++it)
        all += it.key() + u'\x1' + it->text + u'\x2';
    return all;
}

/// Everything but icon and screenshots.
QString others(const ExtensionMetadata &m)
{
    QString all = QStringList{m.apiVersion.text, m.name.text, m.version.text, m.category.text, m.home.text, m.docs.text,
        m.kubeVersion.text, m.ksVersion.text, m.staticFileDirectory.text, m.installationMode.text, m.nameSpace.text}
                      .join(u'\x3');
    all += texts(m.keywords).join(u'\x4') + texts(m.sources).join(u'\x5') + texts(m.images).join(u'\x6');
    all += keysAndTexts(m.displayName) + keysAndTexts(m.description) + keysAndTexts(m.annotations);
    for (auto it = m.provider.cbegin(); it != m.provider.cend(); ++it)
        all += it.key() + it->name.text + it->email.text + it->url.text;
    for (const Maintainer &maintainer : m.maintainers)
        all += maintainer.name.text + maintainer.email.text + maintainer.url.text;
    for (const ChartDependency &one : m.dependencies)
        all += one.name.text + one.version.text + one.repository.text + one.condition.text + one.alias.text;
    for (const ExternalDependency &one : m.externalDependencies)
        all += one.name.text + one.type.text + one.version.text + (one.required ? u'1' : u'0');
    return all;
}

} // namespace

void input(const QByteArray &data)
{
    const auto metadata = ExtensionMetadata::parse(data);
    static_cast<void>(checkYamlMap(data, QStringLiteral("values.yaml")));
    const auto unchanged = rewriteImages(data, {});
    if (!metadata)
        return;
    const QByteArray plain = withoutLeadingSeparator(data);
    FUZZ_CHECK(!unchanged || *unchanged == plain);

    ImageUrls urls;
    for (const PlacedText &image : QList<PlacedText>{metadata->icon} + metadata->screenshots) {
        if (!image.isEmpty() && isLocalImage(image.text) && !urls.contains(image.text))
            urls.insert(image.text, urlOf(int(urls.size())));
    }
    const auto after = rewriteImages(data, urls);
    if (!after) {
        FUZZ_CHECK(after.error().kind == ErrorKind::BadInput);
        return;
    }
    const auto plainMetadata = ExtensionMetadata::parse(plain);
    const auto again = ExtensionMetadata::parse(*after);
    FUZZ_CHECK(plainMetadata && again);
    FUZZ_CHECK(again->icon.text == urls.value(plainMetadata->icon.text, plainMetadata->icon.text));
    QStringList wanted;
    for (const PlacedText &shot : plainMetadata->screenshots)
        wanted.append(urls.value(shot.text, shot.text));
    FUZZ_CHECK(texts(again->screenshots) == wanted);
    FUZZ_CHECK(others(*again) == others(*plainMetadata));

    const auto doc = YamlDocument::parse(plain, QStringLiteral("x"));
    FUZZ_CHECK(doc);
    QSet<int> editable;
    const YamlFields fields(*doc, doc->root());
    const int icon = fields.entry(QStringLiteral("icon")).value;
    const int shots = fields.entry(QStringLiteral("screenshots")).value;
    if (icon >= 0)
        editable.insert(icon);
    if (shots >= 0) {
        editable.insert(shots);
        for (const int item : doc->node(shots).items)
            editable.insert(item);
    }
    for (int i = 0; i < int(doc->nodes().size()); ++i) {
        if (doc->node(i).kind == YamlNode::Kind::Alias && editable.contains(doc->node(i).aliasOf))
            editable.insert(i);
    }
    QList<Piece> pieces;
    for (const int index : std::as_const(editable)) {
        const auto kind = doc->node(index).kind;
        if (kind == YamlNode::Kind::Scalar || kind == YamlNode::Kind::Alias)
            addPieces(*doc, index, &pieces);
    }
    if (pieces.size() > 40)
        return; // the comparison tries alternatives
    std::sort(pieces.begin(), pieces.end(), [](const Piece &a, const Piece &b) { return a.begin < b.begin; });
    FUZZ_CHECK(isSameOutside(plain, *after, pieces));
}

} // namespace ksp::fuzz
