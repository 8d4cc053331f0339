#include "image/SvgFilter.h"

#include "image/SvgReferences.h"
#include "image/SvgViewport.h"

#include <QRegularExpression>
#include <QXmlStreamReader>
#include <QXmlStreamWriter>

namespace ksp {

namespace {

using Status = DecoderProtocol::Status;

constexpr qint64 maxOutputBytes = 64 << 20;

QString localName(QStringView qualified)
{
    return qualified.mid(qualified.lastIndexOf(QLatin1Char(':')) + 1).toString().toLower();
}

bool isDropped(const QString &element)
{
    static const QStringList dropped
        = {QStringLiteral("script"), QStringLiteral("foreignobject"), QStringLiteral("handler"),
            QStringLiteral("listener"), QStringLiteral("iframe"), QStringLiteral("object"), QStringLiteral("embed"),
            QStringLiteral("audio"), QStringLiteral("video"), QStringLiteral("tref"), QStringLiteral("cursor"),
            QStringLiteral("font-face-uri"), QStringLiteral("color-profile"), QStringLiteral("metadata")};
    return dropped.contains(element);
}

/// CSS without @import and with url() pointing into the document only. Escapes can hide either, so that text with a
/// backslash is given up.
QString filterCss(const QString &css)
{
    if (css.contains(QLatin1Char('\\')))
        return {};
    static const QRegularExpression import(
        QStringLiteral("@import[^;]*(;|$)"), QRegularExpression::CaseInsensitiveOption);
    static const QRegularExpression foreignUrl(
        QStringLiteral("url\\(\\s*+(?!['\"]?\\s*#)[^)]*(\\)|$)"), QRegularExpression::CaseInsensitiveOption);
    QString result = css;
    // Again, since what is taken out may have stood in the middle of another one.
    while (result.contains(import))
        result.remove(import);
    return result.replace(foreignUrl, QStringLiteral("none"));
}

/// An embedded raster image, written anew; nothing for any other reference. An embedded SVG is left out, for it may
/// refer to the outside itself.
QString filterImageReference(const QString &reference)
{
    const qsizetype comma = reference.indexOf(QLatin1Char(','));
    const QStringView header = QStringView(reference).left(comma).trimmed();
    if (comma < 0 || !header.startsWith(QLatin1String("data:"), Qt::CaseInsensitive)
        || !header.endsWith(QLatin1String(";base64"), Qt::CaseInsensitive))
        return {};
    const QByteArray image
        = QByteArray::fromBase64(QByteArray::fromPercentEncoding(QStringView(reference).mid(comma + 1).toLatin1()));
    const ImageFormat format = sniffImageFormat(image);
    if (!isDecodable(format) || format == ImageFormat::Svg)
        return {};
    return QStringLiteral("data:image/%1;base64,").arg(formatName(format).toLower())
        + QString::fromLatin1(image.toBase64());
}

class Filter
{
public:
    explicit Filter(const QByteArray &svg) : m_reader(svg), m_writer(&m_output)
    {
        m_reader.setNamespaceProcessing(false);
        m_reader.setEntityExpansionLimit(1024);
    }

    tl::expected<QByteArray, Status> run()
    {
        while (!m_reader.atEnd()) {
            step(m_reader.readNext());
            if (m_references.overflows() || m_output.size() > maxOutputBytes)
                return tl::unexpected(Status::TooComplex);
        }
        if (m_reader.hasError())
            return tl::unexpected(Status::Unreadable);
        if (!m_references.areBounded())
            return tl::unexpected(Status::TooComplex);
        return m_output;
    }

private:
    void step(QXmlStreamReader::TokenType token)
    {
        if (token == QXmlStreamReader::StartElement) {
            const QString name = localName(m_reader.qualifiedName());
            // An element in a style sheet would tear its text apart.
            if (m_droppedDepth > 0 || m_inStyle || isDropped(name) || animatesReference(name))
                ++m_droppedDepth;
            else
                startElement(name);
        } else if (token == QXmlStreamReader::EndElement) {
            if (m_droppedDepth > 0)
                --m_droppedDepth;
            else
                endElement();
        } else if (token == QXmlStreamReader::Characters && m_droppedDepth == 0) {
            if (m_inStyle)
                m_style += m_reader.text();
            else
                m_writer.writeCharacters(m_reader.text().toString());
        }
        // Comments, document types, processing instructions and entities that nobody declared are not copied.
    }

    /// `<set attributeName="href" to="file:…">`
    bool animatesReference(const QString &element) const
    {
        if (element != QLatin1String("set") && !element.startsWith(QLatin1String("animate")))
            return false;
        const auto attributes = m_reader.attributes();
        return std::any_of(attributes.begin(), attributes.end(), [](const QXmlStreamAttribute &attribute) {
            return localName(attribute.qualifiedName()) == QLatin1String("attributename")
                && localName(attribute.value()) == QLatin1String("href");
        });
    }

    void startElement(const QString &name)
    {
        const QXmlStreamAttributes attributes = m_reader.attributes();
        m_references.open(attributes.value(QLatin1String("id")).toString());
        const bool isViewport = name == QLatin1String("svg");
        const bool isNested = isViewport && !m_viewports.isEmpty();
        m_elementsAreViewports.append(isViewport);
        if (isViewport)
            m_viewports.append(isNested ? m_viewports.last().nested(attributes) : SvgViewport::outermost(attributes));
        if (isNested) {
            startNested(attributes);
            return;
        }
        m_writer.writeStartElement(m_reader.qualifiedName().toString());
        for (const QXmlStreamAttribute &attribute : attributes)
            copy(attribute, name);
        m_inStyle = name == QLatin1String("style");
    }

    /// As a group with the transform that QtSvg would not make of it.
    void startNested(const QXmlStreamAttributes &attributes)
    {
        QString element = m_reader.qualifiedName().toString();
        m_writer.writeStartElement(element.replace(element.size() - 3, 3, QLatin1String("g")));
        const QStringList transforms
            = {attributes.value(QLatin1String("transform")).toString(), m_viewports.last().transform()};
        const QString transform = transforms.join(u' ').trimmed();
        if (!transform.isEmpty())
            m_writer.writeAttribute(QStringLiteral("transform"), transform);
        for (const QXmlStreamAttribute &attribute : attributes) {
            if (!SvgViewport::isReplaced(localName(attribute.qualifiedName())))
                copy(attribute, QStringLiteral("g"));
        }
    }

    void endElement()
    {
        if (m_elementsAreViewports.takeLast())
            m_viewports.removeLast();
        if (m_inStyle)
            m_writer.writeCharacters(filterCss(std::exchange(m_style, {})));
        m_inStyle = false;
        m_writer.writeEndElement();
        m_references.close();
    }

    void copy(const QXmlStreamAttribute &attribute, const QString &element)
    {
        const QString name = localName(attribute.qualifiedName());
        QString value = attribute.value().toString();
        if (name.startsWith(QLatin1String("on")) || name == QLatin1String("base") || name == QLatin1String("src"))
            return;
        if (name == QLatin1String("href")) {
            value = filterReference(value.trimmed(), element);
            if (value.isEmpty())
                return;
        } else if (name == QLatin1String("style") || value.contains(QLatin1String("url("), Qt::CaseInsensitive)) {
            value = filterCss(value);
            noteUrls(value);
        }
        m_writer.writeAttribute(attribute.qualifiedName().toString(), value);
    }

    QString filterReference(const QString &reference, const QString &element)
    {
        if (element == QLatin1String("image") || element == QLatin1String("feimage"))
            return filterImageReference(reference);
        // A link draws nothing.
        if (element == QLatin1String("a") || !reference.startsWith(QLatin1Char('#')))
            return {};
        m_references.refer(reference.mid(1));
        return reference;
    }

    void noteUrls(const QString &css)
    {
        static const QRegularExpression local(
            QStringLiteral("url\\(\\s*['\"]?\\s*#([^)'\"]*)"), QRegularExpression::CaseInsensitiveOption);
        for (auto it = local.globalMatch(css); it.hasNext();)
            m_references.refer(it.next().captured(1).trimmed());
    }

    QXmlStreamReader m_reader;
    QByteArray m_output;
    QXmlStreamWriter m_writer;
    SvgReferences m_references;
    QList<SvgViewport> m_viewports; ///< Of the open <svg> elements, the innermost last.
    QList<bool> m_elementsAreViewports; ///< One for each open element.
    QString m_style;
    int m_droppedDepth = 0;
    bool m_inStyle = false;
};

} // namespace

tl::expected<QByteArray, Status> filterSvg(const QByteArray &svg)
{
    return Filter(svg).run();
}

} // namespace ksp
